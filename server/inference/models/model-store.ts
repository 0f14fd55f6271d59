import type { Config } from "../../config/config";
import type { Logger } from "../../platform/observability/logger";
import { createProgressDisplay } from "../../tools/progress";
import { catalogue } from "./catalogue";
import { languageModelIds, neededModels } from "./choose-models";
import type { ModelStore } from "./contract";
import { createDownloadQueue } from "./download-queue";
import { createModelStore } from "./store";

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
