import { z } from "zod";
import type { Language } from "./languages";
import { textSchema } from "./text";

/** What an empty conversation offers to begin with: at most six, each short enough for a button on a phone. */
export const starterPromptsSchema = z
  .array(textSchema.trim().min(1).max(120))
  .max(6)
  .refine((prompts) => new Set(prompts).size === prompts.length, "Each prompt may be there once.");

export type StarterPrompts = Readonly<Record<Language, readonly string[]>>;

/** For people who serve others at a counter, in a practice or on the phone: work with words, which needs no facts. */
export const defaultStarterPrompts = {
  "zh-TW": [
    "請把這句話改得更客氣：文件不齊，今天不能辦。",
    "請扮演一位等太久而不高興的客人，讓我練習應對。",
    "請寫三句電話開場白，提醒對方昨天沒有赴約。",
  ],
  en: [
    "Make this more polite: your papers are incomplete, we can’t do it today.",
    "Play a customer who has waited too long, so that I can practise.",
    "Write three ways to begin a call about a missed appointment.",
  ],
} satisfies Record<Language, string[]>;
