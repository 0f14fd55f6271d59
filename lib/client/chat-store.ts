import { type ConversationEvent, reduceConversation } from "../chat/conversation-reducer";
import { type ConversationState, initialConversation } from "../chat/conversation-state";
import { Store } from "./store";

/** The conversation's state as the page shows it; lib/client changes it by events alone. */
export type ChatStore = Store<ConversationState, ConversationEvent>;

/** A store that begins with what the server rendered. */
export function createChatStore(...initial: Parameters<typeof initialConversation>): ChatStore {
  return new Store(initialConversation(...initial), reduceConversation);
}
