"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { DownloadHealth } from "@/lib/health";

/** What still has to be downloaded, and how long that takes at the present speed. */
export function DownloadNote({ download, className }: { download: DownloadHealth | undefined; className?: string }) {
  const t = useTranslations("system.download");
  const format = useFormatter();
  if (!download) return null;
  const megabytes = Math.max(0, download.total_bytes - download.received_bytes) / 1e6;
  const unitOf = (value: number, unit: string, maximumFractionDigits = 0) =>
    format.number(value, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits });
  const amount = megabytes >= 1_000 ? unitOf(megabytes / 1_000, "gigabyte", 1) : unitOf(megabytes, "megabyte");
  const seconds = download.seconds_left;
  const time = seconds === null ? null : seconds < 90 ? unitOf(seconds, "second") : unitOf(seconds / 60, "minute");
  return <p className={className}>{time ? t("leftWithTime", { amount, time }) : t("left", { amount })}</p>;
}
