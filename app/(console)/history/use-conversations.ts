"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { errorCodeOf } from "@/lib/errors";
import { fetchConversationPage, firstPage } from "./conversation-pages";

/** The conversations loaded so far. `loadAll` fetches page after page: a search has to see them all. */
export function useConversations({ loadAll }: { loadAll: boolean }) {
  const query = useInfiniteQuery({
    queryKey: ["conversations"],
    queryFn: ({ pageParam, signal }) => fetchConversationPage(pageParam, signal),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next,
    retry: (count, error) => count < 1 && errorCodeOf(error) !== "unauthorized",
  });
  const { hasNextPage, isFetchingNextPage, isError, error, fetchNextPage } = query;

  useEffect(() => {
    if (loadAll && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [loadAll, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  useEffect(() => {
    // The login has ended: a full load, so that nothing of the old one stays in memory.
    if (isError && errorCodeOf(error) === "unauthorized") window.location.assign("/login?notice=revoked");
  }, [isError, error]);

  return {
    conversations: query.data?.pages.flatMap((page) => page.conversations) ?? [],
    isPending: query.isPending,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
