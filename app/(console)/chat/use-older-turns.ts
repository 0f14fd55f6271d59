"use client";
import { useEffect, useSyncExternalStore } from "react";
import { whenIdle } from "@/components/ui/when-idle";
import type { ConversationState } from "@/lib/chat/conversation-state";
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
  const isReached = useSyncExternalStore(
    client.store.subscribe,
    () => hasAnswer(client.store.get()),
    () => false,
  );
  useEffect(() => {
    if (sessionId === null || !areMissing || !isReached) return;
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
  }, [client, sessionId, areMissing, isReached, language]);
}

/** The conversation can be had, or the dock says why not: before that, older turns would only make it slower. */
function hasAnswer({ started, notice, queue, connection }: ConversationState): boolean {
  return started || notice !== null || queue !== null || !["connecting", "connected"].includes(connection.state);
}
