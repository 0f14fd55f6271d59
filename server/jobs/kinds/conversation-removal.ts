import { removeConversation } from "../../records/sessions/remove-conversation";
import type { JobHandlers } from "../runner";

/** Removes a deleted conversation for good. */
export const conversationRemoval: JobHandlers["conversation_removal"] = async ({ job, ctx }) => {
  await removeConversation(ctx, job.payload.sessionId);
  return null;
};
