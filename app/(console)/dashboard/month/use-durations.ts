import { useTranslations } from "next-intl";

/** Seconds as people say them: of two units at most. */
export function useDurations(): (seconds: number) => string {
  const t = useTranslations("monthReport.durations");
  return (seconds) => {
    const minutes = Math.floor(seconds / 60);
    if (minutes < 1) return t("seconds", { count: Math.max(0, Math.round(seconds)) });
    if (minutes < 60) return t("minutes", { count: minutes });
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return t("hours", { hours, minutes: minutes % 60 });
    return t("days", { days: Math.floor(hours / 24), hours: hours % 24 });
  };
}
