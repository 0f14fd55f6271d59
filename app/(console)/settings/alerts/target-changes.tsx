"use client";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { type AlertTargets, alertTargetsSchema } from "@/lib/alerts/targets";
import type { HouseChangeView } from "@/lib/house-settings";
import { serviceLevels } from "@/lib/service-levels";
import { ChangeLog } from "../change-log";

/** Who moved the lines, and when. */
export function TargetChanges({ changes }: { changes: readonly HouseChangeView[] }) {
  const t = useTranslations("alerts");
  const { amountOf } = useAlertTexts();
  const linesOf = ({ p95Ms, errorRate, windowMinutes, backupAgeHours, certificateDays }: AlertTargets) => [
    ...serviceLevels.map((level) => `${t(`levels.${level}`)} ${amountOf("p95", p95Ms[level])}`),
    `${t("kinds.error_rate")} ${amountOf("error_rate", errorRate)}`,
    t("targets.window", { count: windowMinutes }),
    `${t("kinds.backup_age")} ${amountOf("backup_age", backupAgeHours)}`,
    `${t("kinds.certificate")} ${amountOf("certificate", certificateDays)}`,
  ];
  const inWords = (_: string, value: unknown) => {
    const parsed = alertTargetsSchema.safeParse(value);
    return parsed.success ? linesOf(parsed.data).join(" · ") : "–";
  };
  return <ChangeLog changes={changes} nameOf={() => t("targets.title")} inWords={inWords} />;
}
