import type { ModelId, ModelStore, PullProgress } from "./contract";
import { modelIds } from "./contract";

/** The embedded language models, the better first. */
export const languageModelIds = ["qwen2.5-1.5b-instruct", "tinyllama-1.1b-chat"] as const satisfies readonly ModelId[];
export type LanguageModelId = (typeof languageModelIds)[number];

/** What AVATAR_EMBEDDED_LLM may be. */
export const languageModelChoices = ["auto", ...languageModelIds] as const;
export type LanguageModelChoice = (typeof languageModelChoices)[number];

/**
 * The embedded language model to use: a named one as it is; with `auto` the better one where it is installed or can be
 * fetched (only Hugging Face has it), which is done here, else the trial model. Throws only the signal's reason.
 */
export async function chooseLanguageModel(
  choice: LanguageModelChoice,
  store: ModelStore,
  options: {
    signal: AbortSignal;
    onFetching: (id: LanguageModelId, progress: PullProgress) => void;
    /** The better one can't be had; `reason` is for people. */
    onUnavailable: (id: LanguageModelId, reason: string) => void;
  },
): Promise<LanguageModelId> {
  if (choice !== "auto") return choice;
  const [better, trial] = languageModelIds;
  const { signal, onFetching, onUnavailable } = options;
  if (await store.installed(better)) return better;
  try {
    await store.ensure(better, { signal, onProgress: (progress) => onFetching(better, progress) });
    return better;
  } catch (error) {
    signal.throwIfAborted();
    onUnavailable(better, error instanceof Error ? error.message : String(error));
    return trial;
  }
}

/**
 * The models that a server needs, in the order in which they are worth having: an English conversation first. `remote`
 * says which roles other servers play.
 */
export function neededModels(
  remote: { stt: boolean; llm: boolean; tts: boolean },
  languageModel: LanguageModelId,
): ModelId[] {
  return [
    "silero-vad",
    ...(remote.stt ? [] : (["moonshine-tiny-en"] as const)),
    ...(remote.tts ? [] : (["dittli-en"] as const)),
    ...(remote.llm ? [] : [languageModel]),
    ...(remote.stt ? [] : (["whisper-base"] as const)),
    ...(remote.tts ? [] : (["kokoro-82m"] as const)),
  ];
}

export function isModelId(name: string): name is ModelId {
  return (modelIds as readonly string[]).includes(name);
}
