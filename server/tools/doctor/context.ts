import type { Config } from "../../config/config";
import { languageModelHere, neededModels } from "../../inference/models/choose-models";
import type { LocalModelStore } from "../../inference/models/store";
import { isDataFolderInUse } from "../../platform/db/instance-lock";
import { type ModelInventory, takeInventory } from "./checks/models";
import { askRunningAvatar, type RunningAvatar } from "./health-endpoint";

export interface DoctorContext {
  config: Config;
  store: LocalModelStore;
  /** The environment, PATH above all, of the programs that the checks run. */
  environment: NodeJS.ProcessEnv;
  program: { requiredNode: string; builtMs: number; projectRoot: string };
}

/** Facts that several checks need; each is determined once. */
export interface SharedFacts {
  /** The AVATAR that answers on the configured port; null when none does. */
  answering(): Promise<RunningAvatar | null>;
  /** True when an AVATAR answers there, or uses this data folder, perhaps on another port. */
  isAvatarRunning(): Promise<boolean>;
  inventory(): Promise<ModelInventory>;
}

export function createSharedFacts({ config, store }: Pick<DoctorContext, "config" | "store">): SharedFacts {
  // A signal of its own: the answer is shared, so one check's time-out must not abort it.
  const { signal } = new AbortController();
  const answering = once(() => askRunningAvatar(config, signal));
  return {
    answering,
    isAvatarRunning: async () => (await answering()) !== null || isDataFolderInUse(config.dataDir),
    inventory: once(async () => {
      const languageModel = await languageModelHere(config.embeddedLlm, store);
      return takeInventory(store, neededModels(config, [languageModel]));
    }),
  };
}

function once<T>(determine: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= determine();
    return answer;
  };
}
