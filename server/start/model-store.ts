import { createProgressDisplay } from "../cli/progress";
import type { Config } from "../config";
import { catalogue } from "../models/catalogue";
import { languageModelIds } from "../models/choose-models";
import type { ModelId, ModelStore } from "../models/contract";
import { createDownloadQueue } from "../models/download-queue";
import type { ModelUse } from "../models/model-file";
import { createModelStore } from "../models/store";
import type { Logger } from "../observability/logger";

/** An English conversation first, then the better voice, then Mandarin. */
const byWorth: ModelId[] = [
  "silero-vad",
  "moonshine-tiny-en",
  "dittli-en",
  ...languageModelIds,
  "kokoro-82m",
  "whisper-base",
];

/** The model store as the server uses it: one download at a time, with a progress bar where the server was started. */
export function openModelStore(
  config: Config,
  projectRoot: string,
  logger: Logger,
): { store: ModelStore; close(): Promise<void> } {
  const servedElsewhere: Record<ModelUse, boolean> = {
    "voice detection": false,
    "speech to text": config.remote.stt !== null,
    "language model": config.remote.llm !== null,
    "text to speech": config.remote.tts !== null,
  };
  const order = byWorth.map((id) => catalogue[id]).filter((model) => !servedElsewhere[model.use]);
  const files = createModelStore({ directory: config.modelsDir, npmDirectory: projectRoot, logger });
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
