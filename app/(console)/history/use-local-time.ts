"use client";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { useReaderTimeZone } from "../use-reader-time-zone";
import { dayOf } from "./summary";

const oneDayMs = 24 * 60 * 60 * 1000;

/** Formats Unix seconds by the reader's own clock and calendar; the server may be in another time zone. */
export function useLocalTime() {
  const format = useFormatter();
  const t = useTranslations("history");
  const now = useNow({ updateInterval: 60_000 }).getTime();
  const timeZone = useReaderTimeZone();
  return {
    timeZone,
    time: (at: number) =>
      format.dateTime(at * 1000, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    /** Of a day as YYYY-MM-DD. */
    dayName: (day: string) => {
      if (day === dayOf(now, timeZone)) return t("today");
      if (day === dayOf(now - oneDayMs, timeZone)) return t("yesterday");
      const sameYear = day.slice(0, 4) === dayOf(now, timeZone).slice(0, 4);
      const year = sameYear ? undefined : "numeric";
      return format.dateTime(new Date(`${day}T12:00:00Z`), {
        timeZone: "UTC",
        weekday: "short",
        month: "long",
        day: "numeric",
        year,
      });
    },
  };
}
