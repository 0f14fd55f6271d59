import { join } from "node:path";
import { loadConfig } from "../../../config/config";
import { silentLogger } from "../../../platform/observability/logger";
import { environmentOf } from "../../environments/environment-folder";
import { createModelStore } from "../../models/store";

export interface RealWhisper {
  /** Of the environment that has faster-whisper. */
  python: string;
  /** Folder of an English model, the smallest that there is. */
  model: string;
}

/** faster-whisper itself and a model for it, as `npm test` prepares them; or what makes the missing one. */
export async function realWhisper(): Promise<RealWhisper | { missing: string }> {
  const { modelsDir } = loadConfig(process.env, join(import.meta.dirname, "../../../.."));
  const environment = environmentOf(modelsDir, "whisper");
  if (!environment) return { missing: "npx avatar workers install whisper" };
  const store = createModelStore({ directory: modelsDir, logger: silentLogger });
  const model = await store.installed("faster-whisper-tiny-en");
  await store.close();
  if (!model) return { missing: "npx avatar models pull faster-whisper-tiny-en" };
  return { python: environment.pythonPath, model: model.directory };
}
