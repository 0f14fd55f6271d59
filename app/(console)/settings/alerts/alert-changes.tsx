"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import type { Silence } from "@/lib/alerts/alerts";
import { type AlertTargets, alertTargetsSchema } from "@/lib/alerts/targets";
import type { HouseChangeView } from "@/lib/house-settings";
import { serviceLevels } from "@/lib/service-levels";
import { useDates } from "../../use-dates";
import { ChangeLog } from "../change-log";
import { undoAlertChangeAction } from "./actions";

/** Who moved the lines, changed where alerts go, or silenced one, and when. */
export function AlertChanges({ changes }: { changes: readonly HouseChangeView[] }) {
  const t = useTranslations("alerts");
  const { amountOf, nameOf: alertNameOf } = useAlertTexts();
  const { moment } = useDates();
  const client = useQueryClient();
  const linesOf = ({ p95Ms, errorRate, windowMinutes, backupAgeHours, certificateDays }: AlertTargets) => [
    ...serviceLevels.map((level) => `${t(`levels.${level}`)} ${amountOf("p95", p95Ms[level])}`),
    `${t("kinds.error_rate")} ${amountOf("error_rate", errorRate)}`,
    t("targets.window", { count: windowMinutes }),
    `${t("kinds.backup_age")} ${amountOf("backup_age", backupAgeHours)}`,
    `${t("kinds.certificate")} ${amountOf("certificate", certificateDays)}`,
  ];
  const silenceOf = ({ kind, subject, reason, until_s: until }: Silence) => {
    const held = t("open.silenced", { until: moment(until), reason });
    return t("changes.silenceOf", { name: alertNameOf({ kind, subject: subject ?? "" }), held });
  };
  const nameOf = (key: string) => (isOwnKey(key) ? t(`changes.${key}`) : t("targets.title"));
  const inWords = (key: string, value: unknown) => {
    if (key === "webhook") return String(value);
    if (key === "silence") return silenceOf(value as Silence);
    const parsed = alertTargetsSchema.safeParse(value);
    return parsed.success ? linesOf(parsed.data).join(" · ") : "–";
  };
  const absentOf = (key: string) =>
    key === "webhook" ? t("changes.noWebhook") : key === "silence" ? t("changes.noSilence") : null;
  return (
    <ChangeLog
      {...{ changes, nameOf, inWords, absentOf }}
      undoAction={undoAlertChangeAction}
      onUndone={() => void client.invalidateQueries({ queryKey: ["alert-room"] })}
    />
  );
}

const ownKeys = ["webhook", "secret", "silence"] as const;
const isOwnKey = (key: string): key is (typeof ownKeys)[number] => (ownKeys as readonly string[]).includes(key);
