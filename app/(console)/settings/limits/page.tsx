import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { limitNames } from "@/lib/limits";
import { listHouseChanges } from "@/server/records/house-changes/house-changes";
import { readDecidedLimits, readReplyLimits } from "@/server/records/settings/house";
import { getRuntime } from "@/server/web/runtime";
import { requireHouseManager } from "../require-house-manager";
import { LimitsRoom } from "./limits-room";
import { replyLimitKeys } from "./reply-limit-keys";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings.limits"))("title") };
}

export default async function LimitsPage() {
  const ctx = await requireHouseManager();
  return (
    <LimitsRoom
      replies={await readReplyLimits(ctx)}
      configured={getRuntime().limits}
      decided={await readDecidedLimits(ctx)}
      changes={await listHouseChanges(ctx, { keys: [...replyLimitKeys, ...limitNames] })}
    />
  );
}
