import type { ConversationSummary } from "@/lib/conversations";
import { fetchGood } from "../fetch-conversation";

const pageSize = 50;

/** Path of the first page of what fulfils the search; an empty one matches everything. */
export function firstPage(search: string): string {
  return `/api/history?limit=${pageSize}${search && `&${search}`}`;
}

export interface ConversationPage {
  conversations: ConversationSummary[];
  /** Path of the next page; null on the last. */
  next: string | null;
}

/** One page of GET /api/history. Throws as `fetchGood` does. */
export async function fetchConversationPage(path: string, signal: AbortSignal): Promise<ConversationPage> {
  const response = await fetchGood(path, signal);
  const conversations = (await response.json()) as ConversationSummary[];
  return { conversations, next: nextLink(response.headers.get("link")) };
}

/** The path of `rel="next"` in a Link header. */
function nextLink(header: string | null): string | null {
  return /<([^>]+)>;\s*rel="next"/.exec(header ?? "")?.[1] ?? null;
}
