import { listConversationSummaries } from "@/server/records/sessions/conversation-summaries";
import { authenticatedRoute } from "../authenticated-route";
import { conversationPage } from "../conversation-page";

/** The history page's own list: `ConversationSummary[]`. Other programs use `/api/conversations`. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({
  GET: conversationPage(listConversationSummaries),
});
