import { removeConversation } from "../../records/sessions/remove-conversation";
import type { JobHandlers } from "../runner";
import type { SearchPurgeDependencies } from "./search-purge";

/** Removes a deleted conversation for good; what the write-ahead log still has of it goes soon after. */
export function createConversationRemoval({
  emptyLog,
}: Pick<SearchPurgeDependencies, "emptyLog">): JobHandlers["conversation_removal"] {
  return async ({ job, ctx }) => {
    await removeConversation(ctx, job.payload.sessionId);
    emptyLog();
    return null;
  };
}
