import type { Config } from "../../config/config";
import { languageModelHere, neededModels } from "../../inference/models/choose-models";
import type { LocalModelStore } from "../../inference/models/store";
import { isDataFolderInUse } from "../../platform/db/instance-lock";
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
  /** The AVATAR that answers where the settings say. */
  running(): Promise<RunningAvatar | null>;
  /** Whether it runs at all with this data folder: perhaps on another port. */
  avatarRuns(): Promise<boolean>;
  inventory(): Promise<ModelInventory>;
}

export function createSharedFacts({ config, store }: Pick<DoctorContext, "config" | "store">): SharedFacts {
  // Longer than any one check that asks: the answer is for all of them.
  const { signal } = new AbortController();
  const running = once(() => askRunningAvatar(config, signal));
  return {
    running,
    avatarRuns: async () => (await running()) !== null || isDataFolderInUse(config.dataDir),
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
