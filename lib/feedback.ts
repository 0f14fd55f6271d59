import { z } from "zod";
import type { Language } from "./languages";
import { textSchema } from "./text";

export const thumbSchema = z.enum(["up", "down"]);
export type Thumb = z.infer<typeof thumbSchema>;

export const noteTextSchema = textSchema.trim().min(1).max(2_000);

/** The longest name of a tag, in characters. */
export const longestTagName = 40;

/** What was really said; empty where nothing was. Leading and trailing space is no word. */
export const correctionTextSchema = textSchema.trim().max(10_000);

/** A tag that the house keeps. A retired one stays on turns and can't be put on others. */
export interface QualityTag {
  id: number;
  name_zh: string;
  name_en: string;
  retired: boolean;
}

/** Who said it, and when (Unix seconds). */
interface Said {
  by: string;
  at: number;
  /** Whether it was the reader. */
  own: boolean;
}

/** What people said about a turn, oldest first. */
export interface TurnFeedback {
  thumbs: (Said & { thumb: Thumb })[];
  tags: (Said & { tag_id: number })[];
  notes: (Said & { id: number; text: string })[];
  /** Changes of what the person said; `id` of the newest is what the next one is based on. */
  corrections: (Said & { id: number; previous_text: string; text: string })[];
}

/** How well one recogniser (null: its name is not known) understands one language, by what people checked. */
export interface TranscriptAccuracy {
  stt_model: string | null;
  language: Language;
  /** All spoken turns, and those that somebody corrected or found right. */
  turns: number;
  checked_turns: number;
  /** Of the checked ones, those with any error. */
  wrong_turns: number;
  /** Over the checked turns; units are characters in Chinese, words in English. The rate is errors / units. */
  errors: number;
  units: number;
}
