import { type Language, languages } from "./languages";
import type { ModelRole, ModelStatus } from "./models";

/** A language in which not everything works now, and what to do about it. */
export interface LanguageGap {
  language: Language;
  missing: readonly ModelRole[];
  kind: GapKind;
  /** A language in which everything works; null where there is none. */
  instead: Language | null;
  /** What an administrator types, one line for each missing role. */
  commands: readonly string[];
}

/**
 * `conversation`: nothing is recognised and nothing answered; `answers`: words are recognised, and nothing answers them;
 * `speech`: only what is typed is understood; `voice`: answers are only written.
 */
export type GapKind = "conversation" | "answers" | "speech" | "voice";

/**
 * The roles that no model serves in this language; empty while nothing is known of the models. A model that failed
 * serves nothing; if conversations need it in every language, the system is down and the language is not the cause.
 */
export function missingRoles(models: readonly ModelStatus[], language: Language): ModelRole[] {
  if (models.length === 0) return [];
  const serves = ({ state, required }: ModelStatus) => required || (state !== "failed" && state !== "stopped");
  return (["stt", "llm", "tts"] as const).filter(
    (role) => !models.some((model) => model.role === role && model.languages.includes(language) && serves(model)),
  );
}

/** What is missing in the language; null when everything works, or nothing is known of the models yet. */
export function languageGap(models: readonly ModelStatus[], language: Language): LanguageGap | null {
  const missing = missingRoles(models, language);
  if (missing.length === 0) return null;
  const instead = languages.find((candidate) => missingRoles(models, candidate).length === 0) ?? null;
  const commands = missing.map((role) => commandFor(role, models, language));
  return { language, missing, kind: gapKindOf(missing), instead, commands };
}

/** What kind of gap these missing roles are; at least one is missing. */
export function gapKindOf(missing: readonly ModelRole[]): GapKind {
  if (missing.includes("llm")) return missing.includes("stt") ? "conversation" : "answers";
  return missing.includes("stt") ? "speech" : "voice";
}

/**
 * An embedded model that failed can be fetched again. The model of a server serves what the configuration says of it,
 * so another model there has to be named together with its languages; where there is no server, one has to be connected.
 */
function commandFor(role: ModelRole, models: readonly ModelStatus[], language: Language): string {
  const own = models.filter((model) => model.role === role);
  const failed = own.find((model) => model.kind === "embedded" && model.languages.includes(language));
  if (failed) return `npx avatar models pull ${failed.model}`;
  const variable = `AVATAR_${role.toUpperCase()}`;
  const remote = own.find((model) => model.kind === "remote");
  if (remote) {
    const wanted = languages.filter((each) => each === language || remote.languages.includes(each));
    return `${variable}_MODEL=MODEL ${variable}_LANGUAGES=${wanted.join(",")} npm start`;
  }
  return `${variable}_URL=http://SERVER:PORT/v1 npm start`;
}
