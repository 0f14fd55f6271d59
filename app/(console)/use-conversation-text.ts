"use client";
import { type DateTimeFormatOptions, useFormatter, useTranslations } from "next-intl";
import { type CopiedConversation, conversationText } from "@/lib/conversation-text";

/**
 * A whole conversation as text to copy, in the reader's language and time zone. `reader` null: the conversation is their
 * own. Call the result in the browser only.
 */
export function useConversationText(reader: string | null): (conversation: CopiedConversation) => string {
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
      unfinished: t("unfinished"),
      cutOff: (by) => ends(by === "interrupted" ? by : `${whose}.${by}`),
      replaced: (number) => t("corrected", { number }),
      error: (code) => errors(code),
      time: (atS) => at(atS, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    });
  };
}
