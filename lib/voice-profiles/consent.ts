import { z } from "zod";

/**
 * What became of a consent. `checking`: its recording waits for the check. `review`: an administrator has to decide.
 * `accepted`: the voice may be used. `refused`: by the check or the administrator. `void`: it came to nothing, because
 * its voice or its reference went before it was decided. `ended`: it was accepted, and has ended since.
 */
export const consentStatuses = ["checking", "review", "accepted", "refused", "void", "ended"] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

/** Why a consent ended: `replaced` by another reference of the same draft. */
export type ConsentEndReason = "withdrawn" | "deleted" | "replaced";

/** What the check of a spoken consent found. */
export const consentScoresSchema = z.object({
  /** Share of syllables or words that differ from the sentence, 0 and up. */
  wordsError: z.number(),
  /** Cosine of the two voice prints, 0 to 1, and the limits that applied; null where the voices could not be judged. */
  speakerScore: z.number().nullable(),
  speakerAnswer: z.enum(["match", "unsure", "no_match"]),
  speakerReason: z.string(),
  matchFrom: z.number().nullable(),
  noMatchBelow: z.number().nullable(),
  /** Speech in the recording of the sentence, seconds. */
  speechS: z.number(),
});
export type ConsentScores = z.infer<typeof consentScoresSchema>;
