"use server";
import { headers } from "next/headers";
import { answered } from "@/app/answered";
import type { CheckReport } from "@/lib/connect/device-check";
import { browserName } from "@/lib/user-agent";
import { reportDeviceCheck } from "@/server/records/devices/report-device-check";
import { requireContext } from "@/server/web/current-actor";

/** Keeps how the check of the sender's device ended. */
export const reportDeviceCheckAction = answered(async (report: CheckReport): Promise<{ passed: boolean }> => {
  const [ctx, requestHeaders] = await Promise.all([requireContext(), headers()]);
  return reportDeviceCheck(ctx, { ...report, browser: browserName(requestHeaders.get("user-agent") ?? "") });
});
