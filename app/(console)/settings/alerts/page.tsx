import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listHouseChanges } from "@/server/records/house-changes/house-changes";
import { requireHouseManager } from "../require-house-manager";
import { AlertsRoom } from "./alerts-room";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

export default async function AlertsPage() {
  const ctx = await requireHouseManager();
  return <AlertsRoom changes={await listHouseChanges(ctx, { keys: ["alertTargets"] })} />;
}
