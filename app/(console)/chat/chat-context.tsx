"use client";
import { createContext, type ReactNode, useContext, useRef, useSyncExternalStore } from "react";
import type { ConversationState, Turn } from "@/lib/chat/conversation-state";
import type { ChatClient } from "@/lib/client/chat-client";

const ChatContext = createContext<ChatClient | null>(null);

export function ChatProvider({ client, children }: { client: ChatClient; children: ReactNode }) {
  return <ChatContext value={client}>{children}</ChatContext>;
}

/** The conversation of this page. Throws outside of a ChatProvider. */
export function useChat(): ChatClient {
  const client = useContext(ChatContext);
  if (!client) throw new Error("useChat needs a ChatProvider around it.");
  return client;
}

/**
 * One part of the conversation's state; renders again only when that part changes. `same` compares, by default
 * Object.is.
 */
export function useConversation<Part>(
  select: (state: ConversationState) => Part,
  same: (a: Part, b: Part) => boolean = Object.is,
): Part {
  const { store } = useChat();
  const last = useRef<{ part: Part } | null>(null);
  const read = () => {
    const part = select(store.get());
    if (last.current === null || !same(last.current.part, part)) last.current = { part };
    return last.current.part;
  };
  return useSyncExternalStore(store.subscribe, read, read);
}

/** One turn; undefined for an unknown id. */
export function useTurn(turnId: string): Turn | undefined {
  return useConversation((state) => state.turns[turnId]);
}
