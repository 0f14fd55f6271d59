"use server";
import { headers } from "next/headers";
import { answered } from "@/app/answered";
import type { CheckReport } from "@/lib/connect/device-check";
import type { CertificateProblem, OwnCertificate } from "@/lib/connect/own-certificate";
import { browserName } from "@/lib/user-agent";
import { reportDeviceCheck } from "@/server/records/devices/report-device-check";
import { requireContext } from "@/server/web/current-actor";
import { getRuntime } from "@/server/web/runtime";

/** Serves a company's certificate from now on, or this machine's own again (null); says what is wrong with it. */
export const serveCertificateAction = answered(
  async (own: OwnCertificate | null): Promise<CertificateProblem | null> =>
    getRuntime().serveCertificate(await requireContext(), own),
);

/** Keeps how the check of the sender's device ended. */
export const reportDeviceCheckAction = answered(async (report: CheckReport): Promise<{ passed: boolean }> => {
  const [ctx, requestHeaders] = await Promise.all([requireContext(), headers()]);
  return reportDeviceCheck(ctx, { ...report, browser: browserName(requestHeaders.get("user-agent") ?? "") });
});
