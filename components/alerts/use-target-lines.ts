import { useTranslations } from "next-intl";
import { alertTargetsSchema } from "@/lib/alerts/targets";
import { serviceLevels } from "@/lib/service-levels";
import { useAlertTexts } from "./use-alert-texts";

/** From where on an administrator is told, a line a target; null for what are no targets. */
export function useTargetLines(): (targets: unknown) => string[] | null {
  const t = useTranslations("alerts");
  const { amountOf } = useAlertTexts();
  return (value) => {
    const parsed = alertTargetsSchema.safeParse(value);
    if (!parsed.success) return null;
    const { p95Ms, errorRate, windowMinutes, backupAgeHours, certificateDays } = parsed.data;
    return [
      ...serviceLevels.map((level) => `${t(`levels.${level}`)} ${amountOf("p95", p95Ms[level])}`),
      `${t("kinds.error_rate")} ${amountOf("error_rate", errorRate)}`,
      t("targets.window", { count: windowMinutes }),
      `${t("kinds.backup_age")} ${amountOf("backup_age", backupAgeHours)}`,
      `${t("kinds.certificate")} ${amountOf("certificate", certificateDays)}`,
    ];
  };
}
