"use client";
import { useFormatter, useTranslations } from "next-intl";
import { type CopiedConversation, conversationText } from "@/lib/conversation-text";
import { conversationWords } from "../conversation-words";

/**
 * A whole conversation as text to copy, in the reader's language and time zone. `reader` null: the conversation is their
 * own. Call the result in the browser only.
 */
export function useConversationText(reader: string | null): (conversation: CopiedConversation) => string {
  const history = useTranslations("history");
  const ends = useTranslations("turnEnd");
  const chat = useTranslations("chat.turn");
  const errors = useTranslations("errors");
  const format = useFormatter();
  return (conversation) => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const began = format.dateTime(conversation.created_at * 1_000, {
      ...{ dateStyle: "long", timeStyle: "short" },
      timeZone,
    });
    const words = conversationWords({ history, ends, chat, errors, format, timeZone }, conversation, reader);
    return conversationText(`AVATAR · ${began}`, conversation.turns, words);
  };
}
