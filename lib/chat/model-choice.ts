import type { Language } from "../languages";
import type { ModelRole, ModelStatus, TurnModels } from "../models";

/** The models of one role that can serve the language, those that are ready first. */
export function modelsFor(models: readonly ModelStatus[], role: ModelRole, language: Language): ModelStatus[] {
  const able = models.filter((model) => model.role === role && model.languages.includes(language));
  return [...able.filter((model) => model.state === "ready"), ...able.filter((model) => model.state !== "ready")];
}

/** The names of the models that a turn beginning now will use; null for a role unless exactly one is ready. */
export function turnModels(models: readonly ModelStatus[], language: Language): TurnModels {
  const only = (role: ModelRole) => {
    const ready = modelsFor(models, role, language).filter((model) => model.state === "ready");
    return ready.length === 1 ? (ready[0]?.name ?? null) : null;
  };
  return { stt: only("stt"), llm: only("llm"), tts: only("tts") };
}

/**
 * True when the language's fast and its high-quality speech are the same: a single embedded model speaks it. A server
 * may do more for the higher quality.
 */
export function hasOneVoiceModel(models: readonly ModelStatus[], language: Language): boolean {
  const voices = modelsFor(models, "tts", language);
  return voices.length === 1 && voices[0]?.kind === "embedded";
}
