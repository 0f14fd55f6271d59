import { z } from "zod";

/**
 * What became of a consent. `review`: an administrator has to decide. `accepted`: the voice may be used. `refused`: by
 * the check or the administrator. `ended`: it was accepted, and withdrawn since.
 */
export const consentStatuses = ["review", "accepted", "refused", "ended"] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

/** Why a consent ended. */
export const consentEndReasons = ["withdrawn", "deleted"] as const;
export type ConsentEndReason = (typeof consentEndReasons)[number];

/** What the voice may be used for; the sentence that is read aloud names it. */
export const consentPurposes = ["assistant", "customer_service", "training", "own_content"] as const;
export const consentPurposeSchema = z.enum(consentPurposes);
export type ConsentPurpose = z.infer<typeof consentPurposeSchema>;

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
