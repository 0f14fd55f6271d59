import type { AttemptStatus } from "../attempt-status";
import { modelDetail } from "../model-detail";
import type { PullProgress } from "./contract";
import { otherProcess } from "./sources/contract";

/** A model's status while its files come, and where they come from. */
export function downloading({ receivedBytes, totalBytes, source }: PullProgress): AttemptStatus {
  const progress = totalBytes > 0 ? Math.min(1, receivedBytes / totalBytes) : null;
  const text = `Downloading from ${source}`;
  const detail =
    source === otherProcess
      ? modelDetail("downloading_elsewhere", {}, text)
      : modelDetail("downloading", { source }, text);
  return { state: "downloading", progress, ...detail };
}
