"use client";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { fetchConversation } from "../fetch-conversation";
import { useConversationText } from "../use-conversation-text";
import { useChat, useConversation } from "./chat-context";

/** Copies the whole conversation as it is stored, also turns that the page has not loaded. */
export function CopyConversation() {
  const t = useTranslations("history");
  const chat = useChat();
  const textOf = useConversationText(null);
  const sessionId = useConversation((state) => state.sessionId) ?? chat.sessionId;
  if (sessionId === null) return null;
  const text = async () => textOf(await fetchConversation(sessionId));
  return <CopyButton text={text} label={t("copy")} className="size-11" />;
}
