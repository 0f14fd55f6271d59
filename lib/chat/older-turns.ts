import type { ConversationState } from "./conversation-state";

/**
 * True while the page shows a conversation from the middle on: its turns begin with one of `rendered`, the oldest turns
 * that the server put into the page. After a new conversation was begun, it shows another one.
 */
export function lacksOlderTurns({ turnIds }: Pick<ConversationState, "turnIds">, rendered: readonly string[]): boolean {
  const [oldest] = turnIds;
  return oldest !== undefined && rendered.includes(oldest);
}
