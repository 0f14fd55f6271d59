import type { Language } from "../languages";
import type { Turn } from "./conversation-state";

/** What a person says to a model to have the rest of a reply, in the language of their conversation. */
export const continueWords: Record<Language, string> = {
  en: "Please go on from where you stopped.",
  "zh-TW": "請從剛才停下來的地方繼續。",
};

/** True when the model had more to write: its reply was cut at the limit, or while it was still written. */
export function hasMoreToSay({ status, replyText, endedBy, finishReason }: Turn): boolean {
  if (status === "running" || replyText === "") return false;
  return finishReason === "length" || (finishReason === null && endedBy !== null && endedBy !== "finished");
}
