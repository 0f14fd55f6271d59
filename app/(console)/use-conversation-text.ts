"use client";
import { type DateTimeFormatOptions, useFormatter, useTranslations } from "next-intl";
import { conversationText } from "@/lib/conversation-text";
import type { ConversationView } from "@/lib/conversations";
import { isInterruption } from "@/lib/turn-end";

/**
 * A whole conversation as text to copy, in the reader's language and time zone. `reader` null: the conversation is their
 * own. Call the result in the browser only.
 */
export function useConversationText(reader: string | null): (conversation: ConversationView) => string {
  const t = useTranslations("history");
  const ends = useTranslations("turnEnd");
  const chat = useTranslations("chat.turn");
  const errors = useTranslations("errors");
  const format = useFormatter();
  return ({ username, turns, created_at: createdAt }) => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const at = (atS: number, style: DateTimeFormatOptions) => format.dateTime(atS * 1_000, { ...style, timeZone });
    const whose = reader === null || username === null || username === reader ? "own" : "others";
    return conversationText(`AVATAR · ${at(createdAt, { dateStyle: "long", timeStyle: "short" })}`, turns, {
      person: username ?? t("user"),
      assistant: t("reply"),
      notUnderstood: chat("notUnderstood"),
      noReply: t("noReply"),
      heardToHere: ends("heardToHere"),
      cut: ends("limit"),
      interrupted: ends("interrupted"),
      ended: (by) => (isInterruption(by) ? ends(`${whose}.${by}`) : null),
      replaced: (number) => t("corrected", { number }),
      error: (code) => errors(code),
      time: (atS) => at(atS, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    });
  };
}
