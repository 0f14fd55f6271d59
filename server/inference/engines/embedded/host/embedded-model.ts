import type { Language } from "../../../../../lib/languages";
import type { RestartPolicy } from "../../../../platform/child-process/restart-delay";
import type { Logger } from "../../../../platform/observability/logger";
import type { ModelId, ModelStore } from "../../../models/contract";

export interface EmbeddedModel {
  id: ModelId;
  /** Name for people. */
  name: string;
  languages: Language[];
  trial: boolean;
  /** Chat waits for it; the others load after it. */
  required: boolean;
}

/** The options of every embedded engine. */
export interface EmbeddedEngineOptions {
  store: ModelStore;
  /** Cores that all embedded engines may use together. */
  cpuThreads: number;
  logger: Logger;
  restart?: RestartPolicy;
}

/** Each model process has this method besides its own; calling it again for a loaded model does nothing. */
export interface LoadMethod<Options> {
  load: {
    input: { model: ModelId; directory: string; options: Options };
    output: never;
  };
}
