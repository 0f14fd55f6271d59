"use client";
import { useFormatter } from "next-intl";
import { useReaderTimeZone } from "./use-reader-time-zone";

/** Unix seconds as the reader's calendar and clock have them. */
export function useDates(): { date: (atS: number) => string; moment: (atS: number) => string } {
  const format = useFormatter();
  const timeZone = useReaderTimeZone();
  return {
    date: (atS) => format.dateTime(atS * 1_000, { timeZone, dateStyle: "medium" }),
    moment: (atS) => format.dateTime(atS * 1_000, { timeZone, dateStyle: "medium", timeStyle: "short" }),
  };
}
