import { z } from "zod";
import { sentenceParts } from "./sentence-parts";

/** What is wrong with a recording, before anybody listens to it. */
export const takeProblems = ["too_short", "too_long", "silent", "not_live", "out_of_order", "rate_changed"] as const;
export type TakeProblem = (typeof takeProblems)[number];

/** Why a ceremony came to nothing. */
export const voidReasons = [
  /** Nobody said the sentence within its time. */
  "expired",
  "cancelled",
  /** The connection was lost. */
  "disconnected",
  "server_stopped",
  /** The words were not understood three times. */
  "attempts",
  /** The person said that they do not agree. */
  "denied",
  /** The voice got another recording or name since the sentence was shown, or has gone. */
  "voice_changed",
  /** No model could listen to it, or the recording could not be kept. */
  "check_failed",
] as const;
export type VoidReason = (typeof voidReasons)[number];

export const consentOutcomes = ["match", "unsure", "no_match", "again", "void"] as const;

const wordsSchema = z.object({
  /** Share of the sentence's syllables or letters that differ; 0 is perfect. */
  score: z.number(),
  answer: z.enum(["yes", "again", "no"]),
  isDenied: z.boolean(),
  missed: z.array(z.enum(sentenceParts)),
  diff: z.array(z.object({ text: z.string(), mark: z.enum(["same", "wrong", "missing", "extra"]) })),
});

const voiceSchema = z.object({
  /** Cosine of the two voice prints, 0 to 1. */
  score: z.number(),
  answer: z.enum(["match", "unsure", "no_match"]),
  /** Why, as the speaker engine says it. */
  reason: z.string(),
  /** The limits that applied; null where the voices can't be judged. */
  matchFrom: z.number().nullable(),
  noMatchBelow: z.number().nullable(),
  /** Speech in the recording of the sentence, seconds. */
  speechS: z.number(),
});

/** What the check of one recording found. `again`: the words were not understood; the voices were not compared. */
export interface CheckedTake {
  outcome: "match" | "unsure" | "no_match" | "again";
  heard: string;
  words: z.infer<typeof wordsSchema>;
  voice: z.infer<typeof voiceSchema> | null;
}

/** How one try ended, as the client is told. */
export const consentResultSchema = z.object({
  ceremony_id: z.string(),
  /**
   * `match`: the voice may be used. `unsure`: an administrator decides. `no_match`: another person spoke. `again`: a new
   * sentence follows. `void`: this ceremony is over; another may begin.
   */
  outcome: z.enum(consentOutcomes),
  /** With `again` what was wrong with the recording itself, with `void` why; null: see `words` and `voice`. */
  reason: z.enum([...takeProblems, ...voidReasons]).nullable(),
  attempts_left: z.number(),
  /** What was heard; null where nobody listened. */
  heard: z.string().nullable(),
  words: wordsSchema.nullable(),
  voice: voiceSchema.nullable(),
});
export type ConsentResult = z.infer<typeof consentResultSchema>;
