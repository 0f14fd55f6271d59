import { z } from "zod";
import { languageSchema } from "../languages";
import { textSchema } from "../text";
import { referenceMeasuresSchema } from "./quality";

/** Who may speak with a profile: whoever brought it, or everybody of this installation. */
export const profileVisibilities = ["private", "house"] as const;
export type ProfileVisibility = (typeof profileVisibilities)[number];

/**
 * Where a profile stands. `draft`: not saved yet. `waiting`: for a consent. `review`: an administrator has to decide
 * about the consent. `ready`: it may be used.
 */
export const profileStates = ["draft", "waiting", "review", "ready"] as const;
export type ProfileState = (typeof profileStates)[number];

/** Marks that change how what stands around them is read or ordered: line ends, controls, marks of direction. */
const unfitForNames = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]/u;

/** What is not shown, or shown as a blank: with it two names would look the same. */
const unseen = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Joiners and variation selectors are a part of some. */
// biome-ignore lint/complexity/useRegexLiterals: a literal with this flag needs a later target than ours.
const emoji = new RegExp("\\p{RGI_Emoji}", "gv");

/**
 * A voice's name: one line of at most 80 characters with a letter or a digit, so that it can be read aloud in a consent. It is
 * shown and never becomes a file's name.
 */
export const profileNameSchema = z
  .string()
  .transform((name) =>
    name
      .normalize("NFC")
      .trim()
      .replace(/\s+/gu, (space) => (/[\r\n\v\f]/.test(space) ? space : " ")),
  )
  .pipe(
    z
      .string()
      .min(1)
      .refine((name) => name.isWellFormed() && !unfitForNames.test(name), "must be one line of plain text")
      .refine((name) => !unseen.test(name.replace(emoji, "")), "has a character that nobody sees")
      .refine((name) => [...name].length <= 80, "must have at most 80 characters")
      .refine((name) => /[\p{L}\p{N}]/u.test(name), "needs a letter or a digit"),
  );

/** What is said in a reference. A reference of 12 s has some 60 Chinese characters or 40 English words. */
export const referenceTextSchema = textSchema.trim().max(1_000);

/** Whose voice it is. */
export const speakerNameSchema = textSchema
  .trim()
  .max(80)
  .refine((name) => !unfitForNames.test(name), "must be one line of plain text");

/** A part of a recording, seconds from its beginning. */
export const keptPartSchema = z
  .object({ startS: z.number().min(0).max(300), endS: z.number().min(0).max(300) })
  .refine(({ startS, endS }) => endS > startS, "must end after it begins");
export type KeptPart = z.infer<typeof keptPartSchema>;

/** The recording that somebody brought, and what the reference has of it. */
export const preparedReferenceSchema = z.object({
  /** The format that the upload really had, e.g. `mp3`. */
  sourceFormat: z.string(),
  /** The whole recording, seconds. */
  sourceDurationS: z.number(),
  /** The part of it that is the reference. */
  startS: z.number(),
  endS: z.number(),
  /** True: a person chose the part. */
  isChosen: z.boolean(),
  /** The reference itself, with the silence at its end. */
  durationS: z.number(),
  measures: referenceMeasuresSchema,
  /** Peaks of the whole recording, and of the reference, 0 to 1, evenly spaced. */
  sourcePeaks: z.array(z.number()),
  peaks: z.array(z.number()),
});
export type PreparedReference = z.infer<typeof preparedReferenceSchema>;

/** What makes a voice print comparable with another one, and what limits apply to it. */
export interface PrintFacts {
  recipe: number;
  modelSha256: string;
  speechS: number;
  isNarrowBand: boolean;
}

/** What a person says about a draft besides its sound; each field by itself. */
export const draftChangeSchema = z.object({
  text: referenceTextSchema.optional(),
  name: z.union([z.literal(""), profileNameSchema]).optional(),
  language: languageSchema.optional(),
  speakerName: speakerNameSchema.optional(),
  visibility: z.enum(profileVisibilities).optional(),
});
