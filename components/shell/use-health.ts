"use client";
import { useQuery } from "@tanstack/react-query";
import { fetchHealth, type Health, type SystemState, systemState } from "./health";

const pollMs = { unsettled: 1_500, well: 10_000 } as const;

/** The system's state, asked again every few seconds and more often while it is changing. */
export function useHealth(): { state: SystemState; health: Health | undefined } {
  const query = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => fetchHealth(signal),
    retry: false,
    refetchInterval: ({ state }) =>
      systemState(state.data, state.status === "error") === "well" ? pollMs.well : pollMs.unsettled,
  });
  return { state: systemState(query.data, query.isError), health: query.data };
}
