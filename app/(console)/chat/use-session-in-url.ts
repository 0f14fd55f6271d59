"use client";
import { useEffect } from "react";
import { useChat, useConversation } from "./chat-context";

const parameter = "session";
const sessionInUrl = () => new URL(window.location.href).searchParams.get(parameter);

/**
 * Keeps the conversation's id in the address, so that a reload takes it up again. A new conversation is a new entry of
 * the browser's history: Back leads to the one before.
 */
export function useSessionInUrl(): void {
  const chat = useChat();
  const sessionId = useConversation((state) => (state.turnIds.length > 0 ? state.sessionId : null));
  const isEmpty = useConversation((state) => state.started && state.turnIds.length === 0);
  const isNew = useConversation((state) => state.left !== null && state.turnIds.length === 0);
  useEffect(() => {
    const url = new URL(window.location.href);
    if (sessionId !== null) url.searchParams.set(parameter, sessionId);
    else if (isEmpty || isNew) url.searchParams.delete(parameter);
    if (url.href === window.location.href) return;
    if (isNew) window.history.pushState(null, "", url);
    else window.history.replaceState(null, "", url);
  }, [sessionId, isEmpty, isNew]);

  useEffect(() => {
    const moved = () => {
      const wanted = sessionInUrl();
      const { sessionId: current, turnIds, left } = chat.store.get();
      const shown = turnIds.length > 0 ? current : null;
      if (wanted === shown) return;
      if (wanted === null) chat.newConversation();
      else if (wanted === left?.sessionId) chat.returnToLeft();
      // The page knows no turn of it: the server renders them.
      else window.location.reload();
    };
    window.addEventListener("popstate", moved);
    return () => window.removeEventListener("popstate", moved);
  }, [chat]);
}
