"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useReaderTimeZone } from "../use-reader-time-zone";

/** Who said something about a turn, and when. */
export function SaidBy({ by, at, own }: { by: string; at: number; own: boolean }) {
  const t = useTranslations("history");
  const format = useFormatter();
  const timeZone = useReaderTimeZone();
  const when = format.dateTime(at * 1000, { timeZone, dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });
  return (
    <span className="text-muted-foreground text-xs">
      {own ? t("user") : by} · <time dateTime={new Date(at * 1000).toISOString()}>{when}</time>
    </span>
  );
}
