"use client";
import { useQuery } from "@tanstack/react-query";
import { errorCodeOf } from "@/lib/errors";
import { fetchGood } from "./fetch-conversation";
import { useLoginEnd } from "./use-login-end";

interface Fetching<Value> {
  isEnabled?: boolean;
  /** How long until it is asked for again, ms; by what is there. Hidden pages do not ask. */
  everyMs: (value: Value | undefined) => number;
}

/** What this server answers at a path, kept fresh. */
export function useFetched<Value>(
  queryKey: readonly unknown[],
  path: string,
  { isEnabled = true, everyMs }: Fetching<Value>,
) {
  const query = useQuery({
    queryKey,
    // Without the query's signal: Next may never finish a request whose client has left, which costs the server a slot.
    queryFn: async () => (await (await fetchGood(path)).json()) as Value,
    enabled: isEnabled,
    refetchInterval: ({ state }) => everyMs(state.data),
    retry: (count, error) => count < 1 && !["unauthorized", "not_found"].includes(errorCodeOf(error)),
  });
  useLoginEnd(query.error);
  return {
    data: query.data,
    isPending: isEnabled && query.isPending,
    errorCode: query.isError ? errorCodeOf(query.error) : null,
    retry: () => void query.refetch(),
  };
}
