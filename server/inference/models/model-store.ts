import type { DownloadHealth } from "../../../lib/health";
import type { Logger } from "../../platform/observability/logger";
import type { InferenceSettings } from "../settings";
import { catalogue } from "./catalogue";
import { neededModels } from "./choose-models";
import type { ModelStore } from "./contract";
import { createDownloadQueue } from "./download-queue";
import { languageModelIds } from "./language-models";
import type { PullAllProgress } from "./pull-all";
import { createModelStore } from "./store";

/** Where downloads are shown: server/tools/progress.ts. */
export interface DownloadDisplay {
  update(progress: PullAllProgress): void;
  end(): void;
}

/** The model store as the server uses it: one download at a time, shown where the server was started. */
export function openModelStore(
  config: InferenceSettings,
  projectRoot: string,
  display: DownloadDisplay,
  logger: Logger,
): { store: ModelStore; downloads: { report(): DownloadHealth | null }; close(): Promise<void> } {
  const order = neededModels(config, languageModelIds).map((id) => catalogue[id]);
  const files = createModelStore({
    directory: config.modelsDir,
    sharedFolder: config.modelsSource,
    npmDirectory: projectRoot,
    logger,
  });
  const store = createDownloadQueue({
    store: files,
    order,
    optional: languageModelIds,
    onProgress: (progress) => display.update(progress),
    onIdle: () => display.end(),
  });
  return {
    store,
    downloads: { report: () => reportOf(store.progress()) },
    async close() {
      display.end();
      await files.close();
    },
  };
}

function reportOf(progress: PullAllProgress | null): DownloadHealth | null {
  if (progress === null) return null;
  const { model, receivedBytes, totalBytes, bytesPerSecond } = progress;
  return {
    model,
    received_bytes: receivedBytes,
    total_bytes: totalBytes,
    seconds_left: bytesPerSecond ? Math.ceil((totalBytes - receivedBytes) / bytesPerSecond) : null,
  };
}
