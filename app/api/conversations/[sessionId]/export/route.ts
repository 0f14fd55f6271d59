import { authenticatedRoute } from "../../../authenticated-route";
import { exportAnswer } from "../../../export-answer";

/** One conversation as a ZIP: JSON, sounds, and a page to read. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ sessionId: string }>({
  GET: (request, ctx, { sessionId }) => exportAnswer(request, ctx, { sessionId }, "avatar-conversation"),
});
