import { join } from "node:path";
import { loadConfig } from "../../../config";
import type { ModelStore } from "../../../models/contract";
import { createModelStore } from "../../../models/store";
import { silentLogger } from "../../../observability/logger";

const config = loadConfig(process.env, join(import.meta.dirname, "../../../.."));

/** The models of this machine, as the server uses them; fetches what is missing. */
export const installedStore: ModelStore = createModelStore({ directory: config.modelsDir, logger: silentLogger });
export const cpuThreads = config.cpuThreads;
