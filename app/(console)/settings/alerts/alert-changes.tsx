"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAlertTexts } from "@/components/alerts/use-alert-texts";
import { useTargetLines } from "@/components/alerts/use-target-lines";
import type { Silence } from "@/lib/alerts/alerts";
import { defaultAlertTargets } from "@/lib/alerts/targets";
import type { HouseChangeView } from "@/lib/house-settings";
import { useDates } from "../../use-dates";
import { ChangeLog } from "../change-log";
import { undoAlertChangeAction } from "./actions";

/** Who moved the lines, changed where alerts go, or silenced one, and when. */
export function AlertChanges({ changes }: { changes: readonly HouseChangeView[] }) {
  const t = useTranslations("alerts");
  const { nameOf: alertNameOf } = useAlertTexts();
  const { moment } = useDates();
  const client = useQueryClient();
  const linesOf = useTargetLines();
  const silenceOf = ({ kind, subject, reason, until_s: until }: Silence) => {
    const held = t("open.silenced", { until: moment(until), reason });
    return t("changes.silenceOf", { name: alertNameOf({ kind, subject: subject ?? "" }), held });
  };
  const nameOf = (key: string) => (isOwnKey(key) ? t(`changes.${key}`) : t("targets.title"));
  const inWords = (key: string, value: unknown) => {
    if (key === "webhook") return String(value);
    if (key === "silence") return silenceOf(value as Silence);
    return linesOf(value)?.join(" · ") ?? "–";
  };
  const targetLines = (key: string, value: unknown) => (isOwnKey(key) ? null : linesOf(value ?? defaultAlertTargets));
  const absentOf = (key: string) =>
    key === "webhook" ? t("changes.noWebhook") : key === "silence" ? t("changes.noSilence") : null;
  return (
    <ChangeLog
      {...{ changes, nameOf, inWords, absentOf }}
      linesOf={targetLines}
      undoAction={undoAlertChangeAction}
      onUndone={() => void client.invalidateQueries({ queryKey: ["alert-room"] })}
    />
  );
}

const ownKeys = ["webhook", "secret", "silence"] as const;
const isOwnKey = (key: string): key is (typeof ownKeys)[number] => (ownKeys as readonly string[]).includes(key);
