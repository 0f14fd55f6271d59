import { z } from "zod";
import { type Language, languages } from "../languages";
import { textSchema } from "../text";
import { defaultPrompts } from "./default-prompts";

export const longestPersonaName = 60;
export const longestPrompt = 8_000;

export const promptsSchema = z.record(z.enum(languages), textSchema.trim().min(1).max(longestPrompt));

/** Who the assistant is: the system message of each language. Each change is a version, which is never changed itself. */
export const personaSchema = z.object({
  name: textSchema.trim().min(1).max(longestPersonaName),
  prompts: promptsSchema,
});
export type PersonaTexts = z.output<typeof personaSchema>;

/** What answers now. */
export interface PersonaInUse {
  /** Of the version, among those of all personas; null: the one that comes with AVATAR. */
  versionId: number | null;
  prompts: Readonly<Record<Language, string>>;
}

export const builtinPersona: PersonaInUse = { versionId: null, prompts: defaultPrompts };

export interface PersonaVersionView {
  version_id: number;
  /** From 1, in its persona. */
  version: number;
  name: string;
  /** Who made it. */
  by: string;
  /** Unix seconds */
  at: number;
  /** The earlier version whose texts it took up again. */
  restores: number | null;
}

/** How a version is called. */
export interface PersonaVersionName {
  persona_id: number;
  version: number;
  name: string;
}

export interface PersonaView {
  persona_id: number;
  is_retired: boolean;
  newest: PersonaVersionView;
}

/** One persona: the texts of its newest version, and all versions, newest first. */
export interface PersonaDetail extends PersonaView {
  prompts: Record<Language, string>;
  versions: PersonaVersionView[];
}
