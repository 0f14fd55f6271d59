"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import type { AuditPage } from "@/lib/audit/view";
import { errorCodeOf } from "@/lib/errors";
import { fetchGood } from "../fetch-conversation";
import { useLoginEnd } from "../use-login-end";

/** The acts that a query finds, as far as they are loaded. While a new query loads, those of the one before stay. */
export function useActs(search: string) {
  const query = useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: async ({ pageParam, signal }) => {
      const cursor = pageParam === null ? "" : `cursor=${encodeURIComponent(pageParam)}&`;
      return (await (await fetchGood(`/api/audit?${cursor}${search}`, signal)).json()) as AuditPage;
    },
    initialPageParam: null as string | null,
    placeholderData: keepPreviousData,
    getNextPageParam: (page) => page.next_cursor,
    retry: (count, error) => count < 1 && errorCodeOf(error) !== "unauthorized",
  });
  useLoginEnd(query.error);
  return {
    acts: query.data?.pages.flatMap((page) => page.acts) ?? [],
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    hasMore: query.hasNextPage && !query.isPlaceholderData,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
