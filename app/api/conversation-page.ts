import type { NextRequest } from "next/server";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { historyFilterSchema } from "@/lib/history-filter";
import type { RecordsContext } from "@/server/records/context";
import type { ListConversationsInput } from "@/server/records/sessions/conversations";

// Strict, because a misspelt filter would silently ask for everything.
const querySchema = z.strictObject({
  ...historyFilterSchema.shape,
  limit: z.coerce.number().optional(),
  cursor: z.string().optional(),
  scope: z.enum(["own", "all"]).optional(),
});

/** Which conversations an address asks for. Throws AppError `invalid_input`. */
export function askedFor(searchParams: URLSearchParams): ListConversationsInput {
  const query = querySchema.safeParse(Object.fromEntries(searchParams));
  if (!query.success) throw new AppError("invalid_input", `Not valid: ${invalidNames(query.error)}.`);
  return query.data;
}

function invalidNames(error: z.ZodError): string {
  return [...new Set(error.issues.flatMap((issue) => ("keys" in issue ? issue.keys : issue.path.join("."))))].join(
    ", ",
  );
}

type ListPage = (
  ctx: RecordsContext,
  input: ListConversationsInput,
) => Promise<{ conversations: unknown[]; nextCursor: string | null }>;

/** Answers with one page of conversations, newest first; `?q=` searches. The next page is in the Link header. */
export function conversationPage(list: ListPage) {
  return async (request: NextRequest, ctx: RecordsContext): Promise<Response> => {
    const { pathname, searchParams } = request.nextUrl;
    const { conversations, nextCursor } = await list(ctx, askedFor(searchParams));
    const headers = new Headers({ "Cache-Control": "private, no-store" });
    if (nextCursor !== null) {
      const next = new URLSearchParams(searchParams);
      next.set("cursor", nextCursor);
      headers.set("Link", `<${pathname}?${next}>; rel="next"`);
    }
    return Response.json(conversations, { headers });
  };
}
