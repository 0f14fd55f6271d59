"use client";
import { useHealth } from "@/components/shell/use-health";
import type { DownloadHealth } from "@/lib/health";

/**
 * How much of what chat needs is there, 0–1; null when unknown. While something is downloaded it is the share of all that
 * still has to come: one model's share would jump with each.
 */
export function useLoadingShare(progress: number | null): {
  share: number | null;
  download: DownloadHealth | undefined;
} {
  const download = useHealth().health?.download;
  return { share: download ? download.received_bytes / Math.max(1, download.total_bytes) : progress, download };
}
