import type { ConversationView } from "@/lib/conversations";
import { AppError, errorCodeOf } from "@/lib/errors";

/** One conversation with all its turns. Throws as `fetchGood` does. */
export async function fetchConversation(sessionId: string, signal?: AbortSignal): Promise<ConversationView> {
  const response = await fetchGood(`/api/conversations/${encodeURIComponent(sessionId)}`, signal);
  return (await response.json()) as ConversationView;
}

/** A successful answer of this server. Throws AppError with its code; `internal` when the answer has none. */
export async function fetchGood(path: string, signal?: AbortSignal, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, signal ? { ...init, signal } : init);
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new AppError(errorCodeOf((body as { error?: unknown } | null)?.error));
}
