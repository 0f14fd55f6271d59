import { useFormatter, useTranslations } from "next-intl";
import { type AlertKind, type AlertName, alertUnits, type Incident } from "@/lib/alerts/alerts";
import type { LiveAlert } from "@/lib/alerts/alerts-now";
import { watchedRoles } from "@/lib/models";
import { type ServiceLevel, serviceLevels } from "@/lib/service-levels";

/** Backups and certificates are counted in days, except for the first two. */
const hoursUntilDays = 48;

/** Alerts in words: what they are of, how much, and how bad. */
export function useAlertTexts() {
  const t = useTranslations("alerts");
  const common = useTranslations("common");
  const roles = useTranslations("system.roles");
  const states = useTranslations("system.modelStates");
  const format = useFormatter();

  /** A value with its unit; a dash where there is none. */
  function amountOf(kind: AlertKind, value: number | null): string {
    if (value === null) return "–";
    const whole = (each: number) => format.number(each, { maximumFractionDigits: 0 });
    switch (alertUnits[kind]) {
      case "share":
        return format.number(value, { style: "percent", maximumFractionDigits: 1 });
      case "ms":
        return common("seconds", { value: value / 1_000 });
      case "times":
        return format.number(value, { maximumFractionDigits: 1 });
      case "mib":
        return t("units.mib", { value: whole(value) });
      case "hours":
        return value < hoursUntilDays
          ? t("units.hours", { count: Math.floor(value) })
          : t("units.days", { count: Math.floor(value / 24) });
      case "days":
        return t("units.days", { count: Math.max(0, Math.floor(value)) });
      case "seconds":
        return t("units.seconds", { count: Math.abs(Math.round(value)) });
      default:
        return whole(value);
    }
  }

  /** The card, level or model that it is of; empty where there is one only. */
  function subjectOf({ kind, subject }: AlertName): string {
    if (subject === "") return "";
    if (kind === "vram") return t("card", { index: subject });
    if (subject === "errors") return t("levels.errors");
    if (isLevel(subject)) return t(`levels.${subject}`);
    if (kind !== "model_down") return subject;
    const [role = "", ...model] = subject.split("/");
    return t("model", { role: isRole(role) ? roles(role) : role, model: model.join("/") });
  }

  function says(incident: Pick<Incident, "kind" | "subject" | "detail" | "threshold">, value: number | null): string {
    const { kind, detail } = incident;
    const values = { value: amountOf(kind, value), threshold: amountOf(kind, incident.threshold) };
    switch (kind) {
      case "model_down":
        return t("says.model_down", { state: isModelState(detail) ? states(detail) : (detail ?? "") });
      case "storage":
        return t("says.storage");
      case "clock":
        return t(detail === "behind" ? "says.clock_behind" : "says.clock_jumped", values);
      case "backup_age":
        return t(detail === "never" ? "says.no_backup" : "says.backup_age", values);
      default:
        return t(`says.${kind}`, values);
    }
  }

  /** The same for one that is within its threshold again: the worst of it, and what it is now. */
  function saysBack(alert: LiveAlert): string {
    const { kind, value, threshold, opened } = alert;
    const was = says({ ...alert, threshold: opened.threshold }, alert.worst ?? value);
    // A budget's rate is of hours: it is still high when nothing more is spent.
    if (value === null || kind === "burn_rate" || kind === "clock") return t("backToNormal", { was });
    const values = { was, value: amountOf(kind, value), threshold: amountOf(kind, threshold) };
    return t(threshold === opened.threshold ? "back" : "backToOtherLine", values);
  }

  /** The kind, and of what; without a subject, all of the kind. */
  function nameOf(name: AlertName): string {
    const subject = subjectOf(name);
    return subject === "" ? t(`kinds.${name.kind}`) : t("kindOf", { kind: t(`kinds.${name.kind}`), subject });
  }

  return { amountOf, nameOf, subjectOf, says, saysBack };
}

const isLevel = (subject: string): subject is ServiceLevel => (serviceLevels as readonly string[]).includes(subject);
const isRole = (role: string): role is (typeof watchedRoles)[number] =>
  (watchedRoles as readonly string[]).includes(role);
const modelStates = ["failed", "stopped"] as const;
const isModelState = (detail: string | null): detail is (typeof modelStates)[number] =>
  (modelStates as readonly (string | null)[]).includes(detail);
