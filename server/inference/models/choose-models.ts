import { type ModelRole, modelRoles } from "../../../lib/models";
import type { InferenceSettings } from "../settings";
import type { ModelId, ModelStore, PullProgress } from "./contract";
import { modelIds } from "./contract";
import { type LanguageModelChoice, type LanguageModelId, languageModelIds } from "./language-models";
import { serverModelId } from "./server-models";
import type { LocalModelStore } from "./store";

/**
 * The embedded language model to use: the named one; with `auto` one that is installed, the better one if it can be
 * fetched (only Hugging Face has it; this function fetches it), else the trial model, which other sources have. Throws
 * only the signal's reason.
 */
export async function chooseLanguageModel(
  choice: LanguageModelChoice,
  store: ModelStore,
  options: {
    signal: AbortSignal;
    onFetching: (id: LanguageModelId, progress: PullProgress) => void;
    /** The better one is not available; `reason` is for people. */
    onUnavailable: (id: LanguageModelId, reason: string) => void;
  },
): Promise<LanguageModelId> {
  if (choice !== "auto") return choice;
  const [better, trial] = languageModelIds;
  const { signal, onFetching, onUnavailable } = options;
  // What is here serves, so that a start needs no network; the better one can be fetched with `models pull`.
  for (const id of languageModelIds) if (await store.installed(id)) return id;
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
 * The embedded language model that serves when nothing is fetched: with `auto` the better one if it is installed. Only
 * fetching it shows whether it is available otherwise.
 */
export async function languageModelHere(
  choice: LanguageModelChoice,
  store: Pick<LocalModelStore, "state">,
): Promise<LanguageModelId> {
  if (choice !== "auto") return choice;
  const [better, trial] = languageModelIds;
  return (await store.state(better)) === "installed" ? better : trial;
}

/**
 * The models that a server needs, in the order in which they are worth having: those of its processes, then an English
 * conversation, then recognition of Mandarin, then the better voice, which speaks Mandarin, too. The embedded voices are
 * needed beside any other voice: they speak while that one can't.
 */
export function neededModels(
  { serving }: Pick<InferenceSettings, "serving">,
  languageModels: readonly LanguageModelId[],
): ModelId[] {
  const isEmbedded = (role: ModelRole) => serving[role].kind === "embedded";
  const ofProcesses = modelRoles.map((role) => {
    const settings = serving[role];
    return settings.kind === "process" && serverModelId(role, settings);
  });
  const [fastVoice, betterVoice] = ["dittli-en", "kokoro-82m"] as const;
  const needed: (ModelId | false | null)[] = [
    "silero-vad",
    ...ofProcesses,
    isEmbedded("stt") && "moonshine-tiny-en",
    isEmbedded("tts") && fastVoice,
    ...languageModels.map((id) => isEmbedded("llm") && id),
    isEmbedded("stt") && "whisper-base",
    isEmbedded("tts") && betterVoice,
    ...(isEmbedded("tts") ? [] : [fastVoice, betterVoice]),
  ];
  return needed.filter((id) => id !== false && id !== null);
}

export function isModelId(name: string): name is ModelId {
  return (modelIds as readonly string[]).includes(name);
}
