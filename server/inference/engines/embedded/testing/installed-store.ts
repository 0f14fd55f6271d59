import { join } from "node:path";
import { loadConfig } from "../../../../config/config";
import { silentLogger } from "../../../../platform/observability/logger";
import type { ModelStore } from "../../../models/contract";
import { createModelStore } from "../../../models/store";

const config = loadConfig(process.env, join(import.meta.dirname, "../../../../.."));

/** The models of this machine, as the server uses them; fetches what is missing. */
export const installedStore: ModelStore = createModelStore({ directory: config.modelsDir, logger: silentLogger });
export const cpuThreads = config.cpuThreads;
