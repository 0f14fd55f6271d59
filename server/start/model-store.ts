import { createProgressDisplay } from "../cli/progress";
import type { Config } from "../config";
import { catalogue } from "../models/catalogue";
import { languageModelIds, neededModels } from "../models/choose-models";
import type { ModelStore } from "../models/contract";
import { createDownloadQueue } from "../models/download-queue";
import { createModelStore } from "../models/store";
import type { Logger } from "../observability/logger";

/** The model store as the server uses it: one download at a time, with a progress bar where the server was started. */
export function openModelStore(
  config: Config,
  projectRoot: string,
  logger: Logger,
): { store: ModelStore; close(): Promise<void> } {
  const order = neededModels(config, languageModelIds).map((id) => catalogue[id]);
  const files = createModelStore({
    directory: config.modelsDir,
    sharedFolder: config.modelsSource,
    npmDirectory: projectRoot,
    logger,
  });
  const display = createProgressDisplay();
  const store = createDownloadQueue({
    store: files,
    order,
    uncertain: languageModelIds,
    onProgress: (progress) => display.update(progress),
    onIdle: () => display.end(),
  });
  return {
    store,
    async close() {
      display.end();
      await files.close();
    },
  };
}
