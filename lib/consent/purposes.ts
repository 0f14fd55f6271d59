import { z } from "zod";
import type { Language } from "../languages";
import { textSchema } from "../text";
import { speakable } from "./speakable";

/** What a voice may be used for, as the person who consents says it. */
export const purposes = ["assistant", "customer_service", "training", "announcements", "content"] as const;
export type Purpose = (typeof purposes)[number];

/** Longer words of one's own make a sentence that nobody reads without a slip. */
const ownPurposeChars = { min: 2, max: 24 } as const;

/** One of `purposes`, or words of one's own. Whether these can be read aloud depends on the language: `spokenPurpose`. */
export const purposeSchema = textSchema.trim().pipe(z.string().min(ownPurposeChars.min).max(ownPurposeChars.max));

const spoken: Record<Language, Record<Purpose, string>> = {
  "zh-TW": {
    assistant: "語音助理的回答",
    customer_service: "客戶服務",
    training: "教育訓練",
    announcements: "語音公告",
    content: "有聲內容",
  },
  en: {
    assistant: "a voice assistant",
    customer_service: "customer service",
    training: "training courses",
    announcements: "public announcements",
    content: "audio recordings",
  },
};

const isListed = (purpose: string): purpose is Purpose => (purposes as readonly string[]).includes(purpose);

/** The purpose as it stands in the sentence; empty when words of one's own have nothing that can be read in it. */
export function spokenPurpose(purpose: string, language: Language): string {
  return isListed(purpose) ? spoken[language][purpose] : speakable(purpose, language, ownPurposeChars.max);
}
