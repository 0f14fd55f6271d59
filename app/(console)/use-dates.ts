"use client";
import { useFormatter } from "next-intl";
import { useReaderTimeZone } from "./use-reader-time-zone";

/** As `dateStyle: "medium"`, with a clock of 24 hours in either language. */
export const momentStyle = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
} as const;

/** Unix seconds as the reader's calendar and clock have them. */
export function useDates(): { date: (atS: number) => string; moment: (atS: number) => string } {
  const format = useFormatter();
  const timeZone = useReaderTimeZone();
  return {
    date: (atS) => format.dateTime(atS * 1_000, { timeZone, dateStyle: "medium" }),
    moment: (atS) => format.dateTime(atS * 1_000, { timeZone, ...momentStyle }),
  };
}
