"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { filterNames, filtersOf, type HistoryFilters, unreadableFilters } from "./history-filters";

/** A conversation, and the turn at which it opens; null: at its top. */
export interface Chosen {
  sessionId: string;
  turnId: string | null;
}

type Changes = HistoryFilters & { session?: string | undefined; turn?: string | undefined; q?: string };

/** The chosen conversation and what the list is narrowed to, kept in the URL: a view can be shared, and Back works. */
export function useHistoryUrl() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const hrefWith = (changes: Changes) => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    const search = next.toString();
    return search ? `${pathname}?${search}` : pathname;
  };
  const hrefOf = (chosen: Chosen | null) => hrefWith({ session: chosen?.sessionId, turn: chosen?.turnId ?? undefined });
  const filters = useMemo(() => filtersOf(parameters), [parameters]);
  const noFilters = Object.fromEntries(filterNames.map((name) => [name, undefined]));
  return {
    sessionId: parameters.get("session"),
    turnId: parameters.get("turn"),
    query: parameters.get("q") ?? "",
    filters,
    unreadable: unreadableFilters(parameters),
    hrefOf,
    choose: (chosen: Chosen | null) => window.history.pushState(null, "", hrefOf(chosen)),
    search: (query: string) => window.history.replaceState(null, "", hrefWith({ q: query })),
    narrow: (changes: HistoryFilters) => window.history.replaceState(null, "", hrefWith(changes)),
    /** Shows everything again. */
    widen: () => window.history.replaceState(null, "", hrefWith({ ...noFilters, q: "" })),
  };
}
