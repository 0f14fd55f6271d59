"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo } from "react";
import type { MetricRange, TileLevel } from "@/lib/metrics/kept-numbers";
import { useReaderTimeZone } from "../use-reader-time-zone";

/** Numbers with their units, and times of charts, in the reader's language. */
export function useNumbers() {
  const format = useFormatter();
  const common = useTranslations("common");
  const t = useTranslations("dashboard.units");
  const timeZone = useReaderTimeZone();
  return useMemo(() => {
    const seconds = (ms: number) => common("seconds", { value: ms / 1000 });
    const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 1 });
    const gib = (mib: number) => t("gib", { value: format.number(mib / 1024, { maximumFractionDigits: 1 }) });
    const count = (value: number) => format.number(value, { maximumFractionDigits: 1 });
    const clock = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    const level = (name: TileLevel, value: number) => {
      if (name === "error_rate" || name === "vram") return percent(value);
      if (name === "sessions") return count(value);
      if (name === "similarity") return t("ofTen", { value: count(value) });
      return seconds(value);
    };
    return {
      ...{ seconds, percent, gib, count, level },
      days: (value: number) => (value < 1 ? t("lessThanDay") : t("days", { count: Math.floor(value) })),
      cores: (value: number) => t("cores", { count: value }),
      /** A step's time: in full, and as short as the range allows. */
      time: (range: MetricRange) => ({
        axis: (at: number) => {
          const isDay = range === "7d" || range === "30d";
          return format.dateTime(at * 1000, isDay ? { timeZone, month: "numeric", day: "numeric" } : clock);
        },
        full: (at: number) => format.dateTime(at * 1000, { ...clock, month: "short", day: "numeric" }),
      }),
    };
  }, [common, format, t, timeZone]);
}
