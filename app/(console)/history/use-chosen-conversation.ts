"use client";
import { useQuery } from "@tanstack/react-query";
import type { ConversationView } from "@/lib/conversations";
import { type ErrorCode, errorCodeOf } from "@/lib/errors";
import { fetchConversation } from "../fetch-conversation";
import { useLoginEnd } from "../use-login-end";

/** After these a further request would fail in the same way. */
const finalCodes: ErrorCode[] = ["unauthorized", "not_found", "invalid_input"];

/** The chosen conversation with all its turns. `linked` was rendered with the page and need not be fetched. */
export function useChosenConversation(sessionId: string | null, linked: ConversationView | null) {
  const query = useQuery({
    queryKey: ["conversation", sessionId],
    queryFn: ({ signal }) => fetchConversation(sessionId ?? "", signal),
    enabled: sessionId !== null,
    initialData: linked?.id === sessionId ? linked : undefined,
    retry: (count, error) => count < 1 && !finalCodes.includes(errorCodeOf(error)),
  });
  useLoginEnd(query.error);
  return {
    conversation: query.data,
    isPending: sessionId !== null && query.isPending,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    retry: () => void query.refetch(),
  };
}
