import type { useFormatter, useTranslations } from "next-intl";
import type { ConversationWords } from "@/lib/conversation-text";
import type { ConversationView } from "@/lib/conversations";

/** What the words are made from: by hooks in the browser, by next-intl's server functions elsewhere. */
export interface WordSources {
  history: ReturnType<typeof useTranslations<"history">>;
  ends: ReturnType<typeof useTranslations<"turnEnd">>;
  chat: ReturnType<typeof useTranslations<"chat.turn">>;
  errors: ReturnType<typeof useTranslations<"errors">>;
  format: ReturnType<typeof useFormatter>;
  timeZone: string;
}

/**
 * The reader's words for what is not said in a conversation. `reader` null: the conversation is their own.
 */
export function conversationWords(
  { history, ends, chat, errors, format, timeZone }: WordSources,
  { username }: Pick<ConversationView, "username">,
  reader: string | null,
): ConversationWords {
  const whose = reader === null || username === null || username === reader ? "own" : "others";
  return {
    person: username ?? history("user"),
    assistant: history("reply"),
    notUnderstood: chat("notUnderstood"),
    noReply: history("noReply"),
    heardToHere: ends("heardToHere"),
    cut: ends("limit"),
    unfinished: history("unfinished"),
    cutOff: (by) => ends(by === "interrupted" ? by : `${whose}.${by}`),
    replaced: (number) => history("corrected", { number }),
    error: (code) => errors(code),
    time: (atS) => format.dateTime(atS * 1_000, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }),
  };
}
