import type { Language, SpeechMode } from "../../../lib/languages";
import type { BuiltinVoice, Engine, Engines, Voice } from "../../inference/contract";

const builtinPrefix = "builtin:";

/** The engine's voice for a `profile_id`; cloned voices are not served yet, so every stored id is a built-in one. */
export function resolveVoice(profileId: string): Voice {
  return {
    kind: "builtin",
    name: profileId.startsWith(builtinPrefix) ? profileId.slice(builtinPrefix.length) : profileId,
  };
}

/** True for a `profile_id` that one of the voices answers to. */
export function isBuiltinVoice(voices: readonly BuiltinVoice[], profileId: string): boolean {
  return voices.some(({ name }) => `${builtinPrefix}${name}` === profileId);
}

/** The `profile_id` to use for a language and mode: the wanted one where it fits, else the first that does. */
export function chooseVoice(
  voices: readonly BuiltinVoice[],
  wanted: string | null,
  language: Language,
  mode: SpeechMode,
): string {
  const speaks = voices.filter((voice) => voice.language === language);
  const fits = speaks.filter((voice) => voice.modes.includes(mode));
  const kept = fits.find(({ name }) => `${builtinPrefix}${name}` === wanted);
  const name = (kept ?? fits[0] ?? speaks[0] ?? voices[0])?.name ?? "default";
  return `${builtinPrefix}${name}`;
}

/** Which models a turn uses, for the history: the one that the engine names, else the ready one that speaks the language. */
export function modelsUsed(
  engines: Engines,
  { language, mode }: { language: Language; mode: SpeechMode },
  spoken: boolean,
): { stt: string | null; llm: string | null; tts: string | null } {
  const modelOf = (engine: Engine) => {
    const models = engine.models().filter((model) => model.languages.includes(language));
    return (models.find(({ state }) => state === "ready") ?? models[0])?.model ?? null;
  };
  const { stt, llm, tts } = engines;
  return {
    stt: spoken ? modelOf(stt) : null,
    llm: modelOf(llm),
    tts: tts.modelFor?.(language, mode) ?? modelOf(tts),
  };
}
