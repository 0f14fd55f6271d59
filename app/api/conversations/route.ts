import { listConversations } from "@/server/records/sessions/conversations";
import { authenticatedRoute } from "../authenticated-route";
import { conversationPage } from "../conversation-page";

/** `[{id, turns, turn_count, created_at, username}]`, one per session, with its 50 newest turns. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: conversationPage(listConversations),
});
