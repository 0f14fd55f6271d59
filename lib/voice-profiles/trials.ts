import { z } from "zod";
import { jobViewSchema } from "../jobs";
import { type Language, speechModeSchema } from "../languages";
import { hasSound } from "../speech-text/has-sound";
import { textSchema } from "../text";

/** A few seconds of speech: enough to judge a voice, and over before anybody who talks notices. */
export const maxTrialCharacters = 200;

/** What a voice is to say in a trial. */
export const trialRequestSchema = z.object({
  text: textSchema
    .trim()
    .refine((text) => [...text].length <= maxTrialCharacters, `must have at most ${maxTrialCharacters} characters`)
    .refine(hasSound, "must have something to say"),
  mode: speechModeSchema,
});

/** Sentences that people know well enough to hear what is wrong with a voice, in the voice's language. */
export const trialSentences: Record<Language, readonly string[]> = {
  "zh-TW": [
    "今天下午三點的會議改到二樓，請大家準時參加。",
    "謝謝您耐心等候，我已經查到您要的資料了。",
    "如果方便的話，麻煩您再說一次剛才的問題好嗎？",
  ],
  en: [
    "The meeting at three this afternoon has moved to the second floor.",
    "Thank you for waiting. I have found what you asked for.",
    "Would you mind saying that once more, a little slower?",
  ],
};

/** How alike two voices are, as the speaker engine hears them. */
export const similaritySchema = z.object({
  /** Cosine, 0 to 1; strangers sit near 0.55. */
  score: z.number(),
  answer: z.enum(["match", "unsure", "no_match"]),
  /** The limits that decided; null where the recordings can't be judged. */
  matchFrom: z.number().nullable(),
  noMatchBelow: z.number().nullable(),
});
export type Similarity = z.infer<typeof similaritySchema>;

/** What a finished trial left, beside its sound. */
export const trialResultSchema = z.object({
  durationMs: z.number(),
  /** The model that spoke; null: not known. */
  model: z.string().nullable(),
  /** To the reference; null where it could not be measured. */
  similarity: similaritySchema.nullable(),
});
export type TrialResult = z.infer<typeof trialResultSchema>;

export const ratingScale = { lowest: 1, highest: 10 } as const;
/** The mean from which a voice counts as a good likeness. */
export const goodRating = 7;

export const ratingSchema = z.object({
  score: z.number().int().min(ratingScale.lowest).max(ratingScale.highest),
  /** The person did not know which of the two sounds was the reference. */
  isBlind: z.boolean(),
});
export type Rating = z.infer<typeof ratingSchema>;

/** One trial as whoever asked for it sees it. */
export const trialViewSchema = z.object({
  job: jobViewSchema,
  profile_id: z.number(),
  text: z.string(),
  mode: speechModeSchema,
  /** Null until it is finished. */
  result: trialResultSchema.nullable(),
  audio_url: z.string().nullable(),
  /** The person's own rating. */
  rating: ratingSchema.nullable(),
  /** Unix seconds */
  created_at: z.number(),
});
export type TrialView = z.infer<typeof trialViewSchema>;
