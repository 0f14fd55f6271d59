import { type ForgetInSafetyCopies, forgetRemovedConversation } from "../../records/data-folder/forget-in-copies";
import { removeConversation } from "../../records/sessions/remove-conversation";
import type { JobHandlers } from "../runner";
import type { SearchPurgeDependencies } from "./search-purge";

export interface ConversationRemovalDependencies extends Pick<SearchPurgeDependencies, "emptyLog"> {
  forgetInSafetyCopies: ForgetInSafetyCopies;
}

/**
 * Removes a deleted conversation for good, then from the safety copies: also from one that was made meanwhile. What the
 * write-ahead log still has of it goes soon after.
 */
export function createConversationRemoval({
  emptyLog,
  forgetInSafetyCopies,
}: ConversationRemovalDependencies): JobHandlers["conversation_removal"] {
  return async ({ job, ctx, signal }) => {
    const { sessionId } = job.payload;
    await removeConversation(ctx, sessionId);
    emptyLog();
    await forgetRemovedConversation(ctx, forgetInSafetyCopies, { sessionId, signal });
    return null;
  };
}
