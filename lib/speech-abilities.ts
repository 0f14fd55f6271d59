import type { Language, SpeechMode } from "./languages";

/** Which models speak, as pages about voices say it. */
export interface SpeechAbilities {
  /** True when the connected speech model can speak in a voice that somebody brought. */
  canClone: boolean;
  /** One for each language and mode that is spoken. */
  models: readonly SpeakingModel[];
}

export interface SpeakingModel {
  language: Language;
  mode: SpeechMode;
  /** Name for people. */
  name: string;
  /** SPDX expression; null: unknown. */
  licence: string | null;
}

/** The models that speak one of the languages, each once. */
export function modelsOf({ models }: SpeechAbilities, languages: readonly Language[]): SpeakingModel[] {
  const spoken = models.filter(({ language }) => languages.includes(language));
  return spoken.filter(({ name }, index) => spoken.findIndex((each) => each.name === name) === index);
}
