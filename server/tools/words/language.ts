import type { Language } from "../../../lib/languages";
import { languageOf as terminalLanguage } from "../../../scripts/bootstrap/language.mjs";

export type CommandLanguage = Language;

/** The language of the terminal, as the bootstrap decides it. */
export const languageOf = (environment: Readonly<Record<string, string | undefined>>) =>
  terminalLanguage(environment) as CommandLanguage;
