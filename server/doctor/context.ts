import type { Config } from "../config";
import { languageModelHere, neededModels } from "../models/choose-models";
import type { LocalModelStore } from "../models/store";
import { type ModelInventory, takeInventory } from "./checks/models";
import { askRunningAvatar, type RunningAvatar } from "./health-endpoint";

export interface DoctorContext {
  config: Config;
  store: LocalModelStore;
  /** PATH for the programs that are run. */
  environment: NodeJS.ProcessEnv;
  /** `engines.node` of package.json. */
  requiredNode: string;
}

/** What several checks want to know, found out once. */
export interface SharedFacts {
  running(): Promise<RunningAvatar | null>;
  inventory(): Promise<ModelInventory>;
}

export function createSharedFacts({ config, store }: Pick<DoctorContext, "config" | "store">): SharedFacts {
  // Longer than any one check that asks: the answer is for all of them.
  const { signal } = new AbortController();
  return {
    running: once(() => askRunningAvatar(config, signal)),
    inventory: once(async () => {
      const languageModel = await languageModelHere(config.embeddedLlm, store);
      return takeInventory(store, neededModels(config, [languageModel]));
    }),
  };
}

function once<T>(look: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= look();
    return answer;
  };
}
