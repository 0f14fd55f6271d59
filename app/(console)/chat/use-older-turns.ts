"use client";
import { useEffect } from "react";
import { whenIdle } from "@/components/ui/when-idle";
import { earlierTurns } from "@/lib/chat/earlier-turns";
import type { ChatClient } from "@/lib/client/chat-client";
import type { Language } from "@/lib/languages";
import { fetchConversation } from "../fetch-conversation";

interface OlderTurns {
  sessionId: string | null;
  /** The server rendered the newest turns only. */
  areMissing: boolean;
  language: Language;
}

/** Adds the turns that the server left out of the page, so that it opens at once however long a conversation is. */
export function useOlderTurns(client: ChatClient, { sessionId, areMissing, language }: OlderTurns): void {
  useEffect(() => {
    if (sessionId === null || !areMissing) return;
    const leaving = new AbortController();
    const load = async () => {
      const { turns } = await fetchConversation(sessionId, leaving.signal);
      client.addTurns(sessionId, earlierTurns(turns, language));
    };
    // Without them the conversation still goes on; they are asked for again when the page is opened again.
    const cancel = whenIdle(() => void load().catch(() => undefined));
    return () => {
      cancel();
      leaving.abort();
    };
  }, [client, sessionId, areMissing, language]);
}
