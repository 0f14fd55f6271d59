import type { NextRequest } from "next/server";
import type { RecordsContext } from "@/server/records/context";
import { readConversation } from "@/server/records/sessions/conversations";
import { authenticatedRoute } from "../../authenticated-route";

/** One conversation with all of its turns; 404 for an unknown one and for somebody else's. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute<{ sessionId: string }>({
  GET: read,
});

async function read(_request: NextRequest, ctx: RecordsContext, params: { sessionId: string }): Promise<Response> {
  const { words: _, ...conversation } = await readConversation(ctx, params);
  return Response.json(conversation, { headers: { "Cache-Control": "private, no-store" } });
}
