import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { listAlertChanges } from "@/server/records/alerts/alert-changes";
import { listHouseChanges } from "@/server/records/house-changes/house-changes";
import { requireHouseManager } from "../require-house-manager";
import { AlertsRoom } from "./alerts-room";

const mostShown = 20;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

export default async function AlertsPage() {
  const ctx = await requireHouseManager();
  const changes = [...(await listHouseChanges(ctx, { keys: ["alertTargets"] })), ...(await listAlertChanges(ctx))];
  const newestFirst = changes.toSorted((one, other) => other.change_id - one.change_id);
  return <AlertsRoom changes={newestFirst.slice(0, mostShown)} />;
}
