import type { NextRequest } from "next/server";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { listConversations } from "@/server/queries/conversations";
import type { ServiceContext } from "@/server/services/context";
import { authenticatedRoute } from "../authenticated-route";

const querySchema = z.object({
  limit: z.coerce.number().optional(),
  cursor: z.coerce.number().optional(),
  scope: z.enum(["own", "all"]).optional(),
  q: z.string().optional(),
});

/** `?q=` searches. `[{id, turns, created_at, username}]`, one per session, newest first. The next page is in the Link header. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = authenticatedRoute({ GET: list });

async function list(request: NextRequest, ctx: ServiceContext): Promise<Response> {
  const query = querySchema.safeParse(Object.fromEntries(request.nextUrl.searchParams));
  if (!query.success) throw new AppError("invalid_input", "limit and cursor are numbers; scope is own or all.");
  const { conversations, nextCursor } = await listConversations(ctx, query.data);
  const headers = new Headers({ "Cache-Control": "private, no-store" });
  if (nextCursor !== null) {
    const next = new URLSearchParams(request.nextUrl.searchParams);
    next.set("cursor", String(nextCursor));
    headers.set("Link", `</api/conversations?${next}>; rel="next"`);
  }
  return Response.json(conversations, { headers });
}
