import type { ConversationSummary, ConversationView } from "@/lib/conversations";
import { AppError, errorCodeOf } from "@/lib/errors";

const pageSize = 50;

/** Path of the first page of results; an empty query matches everything. */
export function firstPage(query: string): string {
  const search = query === "" ? "" : `&q=${encodeURIComponent(query)}`;
  return `/api/history?limit=${pageSize}${search}`;
}

export interface ConversationPage {
  conversations: ConversationSummary[];
  /** Path of the next page; null on the last. */
  next: string | null;
}

/** One page of GET /api/history. Throws AppError with the server's code; `internal` when the response has none. */
export async function fetchConversationPage(path: string, signal: AbortSignal): Promise<ConversationPage> {
  const response = await fetchGood(path, signal);
  const conversations = (await response.json()) as ConversationSummary[];
  return { conversations, next: nextLink(response.headers.get("link")) };
}

/** One conversation with all its turns. Throws as `fetchConversationPage` does. */
export async function fetchConversation(sessionId: string, signal: AbortSignal): Promise<ConversationView> {
  const response = await fetchGood(`/api/conversations/${encodeURIComponent(sessionId)}`, signal);
  return (await response.json()) as ConversationView;
}

async function fetchGood(path: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(path, { signal });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new AppError(errorCodeOf((body as { error?: unknown } | null)?.error));
}

/** The path of `rel="next"` in a Link header. */
function nextLink(header: string | null): string | null {
  return /<([^>]+)>;\s*rel="next"/.exec(header ?? "")?.[1] ?? null;
}
