"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { errorCodeOf } from "@/lib/errors";
import { useLoginEnd } from "../use-login-end";
import { fetchConversationPage, firstPage } from "./conversation-pages";

/**
 * The matching conversations, as far as they are loaded. While a new query loads, the results of the one before stay.
 */
export function useConversations(search: string) {
  const query = useInfiniteQuery({
    queryKey: ["conversations", search],
    queryFn: ({ pageParam, signal }) => fetchConversationPage(pageParam, signal),
    initialPageParam: firstPage(search),
    placeholderData: keepPreviousData,
    getNextPageParam: (page) => page.next,
    retry: (count, error) => count < 1 && errorCodeOf(error) !== "unauthorized",
  });
  const { hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage } = query;
  useLoginEnd(query.error);

  return {
    conversations: query.data?.pages.flatMap((page) => page.conversations) ?? [],
    isPending: query.isPending,
    /** True while the shown results belong to the query before. */
    isStale: isPlaceholderData,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    hasMore: hasNextPage && !isPlaceholderData,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
