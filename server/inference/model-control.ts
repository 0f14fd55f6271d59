import type { Logger } from "../platform/observability/logger";
import type { ServerProcess } from "./processes/contract";

/** The process that serves a model, for administrators. */
export interface ModelControl {
  pid(): number | null;
  /** Starts after the first one. */
  restarts(): number;
  /** What it printed last; empty once people's words reached it. */
  lastLines(): readonly string[];
  /** Begins to load it unless it is loaded; how that goes shows in the model's status. */
  load(): void;
  /** Ends its process; resolves when its memory is free. The next call that needs the model loads it again. */
  unload(): Promise<void>;
}

/** The control of a model server that AVATAR runs itself. */
export function controlOf(process: ServerProcess, logger: Logger): ModelControl {
  return {
    pid: () => process.status().pid,
    restarts: () => process.status().restarts,
    lastLines: process.lastLines,
    load() {
      process
        .ensureReady(new AbortController().signal)
        .catch((error: unknown) => logger.warn("model_load_failed", { error }));
    },
    unload: process.stop,
  };
}
