"use client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { whenIdle } from "@/components/ui/when-idle";
import { type Backoff, backoffMs } from "@/lib/backoff";
import type { ConversationState } from "@/lib/chat/conversation-state";
import { earlierTurns } from "@/lib/chat/earlier-turns";
import { lacksOlderTurns } from "@/lib/chat/older-turns";
import type { ChatClient } from "@/lib/client/chat-client";
import type { Language } from "@/lib/languages";
import { fetchConversation } from "../fetch-conversation";

/** Between tries, as long as the conversation is shown. */
const retry: Backoff = { firstMs: 2_000, maxMs: 60_000 };

interface OlderTurns {
  sessionId: string | null;
  /** The oldest turn that the server rendered; null where it rendered all of them. */
  oldestId: string | null;
  language: Language;
}

/**
 * Adds the turns that the server left out of the page, so that it opens at once however long a conversation is. Returns
 * true while they could not be had.
 */
export function useOlderTurns(client: ChatClient, { sessionId, oldestId, language }: OlderTurns): boolean {
  const [firstOldestId] = useState(oldestId);
  const isLacking = useSyncExternalStore(
    client.store.subscribe,
    () => {
      const state = client.store.get();
      const rendered = [firstOldestId, oldestId].filter((id) => id !== null);
      return hasAnswer(state) && lacksOlderTurns(state, rendered);
    },
    () => false,
  );
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (sessionId === null || !isLacking) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const load = async () => {
      const { turns, feedback } = await fetchConversation(sessionId, signal);
      signal.throwIfAborted();
      client.addTurns(sessionId, earlierTurns(turns, language, feedback));
      setFailures(0);
    };
    const failed = () => {
      if (!signal.aborted) setFailures((before) => before + 1);
    };
    let cancel: () => void = () => undefined;
    const begin = () => {
      cancel = whenIdle(() => void load().catch(failed));
    };
    const timer = setTimeout(begin, failures === 0 ? 0 : backoffMs(retry, failures));
    return () => {
      clearTimeout(timer);
      cancel();
      leaving.abort();
    };
  }, [client, sessionId, isLacking, failures, language]);
  return isLacking && failures > 0;
}

/** The conversation can be had, or the dock says why not: before that, older turns would only make it slower. */
function hasAnswer({ started, notice, queue, connection }: ConversationState): boolean {
  return started || notice !== null || queue !== null || !["connecting", "connected"].includes(connection.state);
}
