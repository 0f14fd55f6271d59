import type { ModelId } from "./contract";
import { modelIds } from "./contract";
import type { LocalModelStore } from "./store";

/** The embedded language models, the better first. */
export const languageModelIds = ["qwen2.5-1.5b-instruct", "tinyllama-1.1b-chat"] as const satisfies readonly ModelId[];
export type LanguageModelId = (typeof languageModelIds)[number];

/**
 * The embedded language model to use: the one that AVATAR_EMBEDDED_LLM names, or with `auto` the better one where it is
 * installed or Hugging Face answers, else the trial model. Throws an Error that lists the names when it is none of them.
 */
export async function chooseLanguageModel(
  preference: string,
  store: Pick<LocalModelStore, "state" | "hubHas">,
): Promise<LanguageModelId> {
  const [better, trial] = languageModelIds;
  if (preference === "auto") {
    const isAtHand = (await store.state(better)) === "installed" || (await store.hubHas(better));
    return isAtHand ? better : trial;
  }
  const named = languageModelIds.find((id) => id === preference);
  if (!named) {
    throw new Error(`AVATAR_EMBEDDED_LLM is "${preference}"; it can be auto, ${languageModelIds.join(" or ")}.`);
  }
  return named;
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
