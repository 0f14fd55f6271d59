"use client";
import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { unstoredTurns } from "@/lib/chat/unstored-turns";
import type { CopiedConversation } from "@/lib/conversation-text";
import { errorCodeOf } from "@/lib/errors";
import { fetchConversation } from "../fetch-conversation";
import { useConversationText } from "../use-conversation-text";
import { useChat, useConversation } from "./chat-context";

/** Copies the whole conversation: as it is stored, also turns that the page has not loaded, and what is not stored yet. */
export function CopyConversation() {
  const t = useTranslations("history");
  const chat = useChat();
  const textOf = useConversationText(null);
  const sessionId = useConversation((state) => state.sessionId) ?? chat.sessionId;
  if (sessionId === null) return null;
  const text = async () => {
    // The page may go on to another conversation while the stored one is fetched.
    const shown = chat.store.get();
    const stored = await storedConversation(sessionId);
    return textOf({ ...stored, turns: [...stored.turns, ...unstoredTurns(shown, stored.turns)] });
  };
  return <CopyButton text={text} label={t("copy")} className="size-11" />;
}

/** Before the first turn is stored there is none. Throws as `fetchConversation` does for anything else. */
async function storedConversation(sessionId: string): Promise<CopiedConversation> {
  try {
    return await fetchConversation(sessionId);
  } catch (error) {
    if (errorCodeOf(error) !== "not_found") throw error;
    return { username: null, created_at: Date.now() / 1_000, turns: [] };
  }
}
