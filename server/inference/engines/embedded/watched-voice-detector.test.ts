import { expect, test } from "vitest";
import { silentLogger } from "../../../platform/observability/logger";
import type { ModelStore, PullProgress } from "../../models/contract";
import { createWatchedVoiceDetector } from "./watched-voice-detector";

const progress: PullProgress = { receivedBytes: 100, totalBytes: 100, bytesPerSecond: null, source: "npm registry" };

test("a report that comes after the end of its attempt does not bring the voice detector back to downloading", async () => {
  const reports: ((progress: PullProgress) => void)[] = [];
  const store: ModelStore = {
    installed: async () => null,
    ensure: async (_, { onProgress }) => {
      if (onProgress) reports.push(onProgress);
      onProgress?.({ ...progress, receivedBytes: 50 });
      throw new Error("no network");
    },
  };
  const watched = createWatchedVoiceDetector({ store, logger: silentLogger });
  const seen: string[] = [];
  watched.onStatus(({ state }) => seen.push(state));
  await expect(watched.start()).rejects.toThrow("no network");
  reports[0]?.(progress);
  expect(watched.models()).toMatchObject([{ state: "failed", detail_code: "download_failed" }]);
  await expect(watched.start()).rejects.toThrow("no network");
  await watched.close();
  for (const report of reports) report(progress);
  expect(watched.models()).toMatchObject([{ state: "stopped" }]);
  expect(seen).toEqual(["downloading", "failed", "waiting", "downloading", "failed", "stopped"]);
});
