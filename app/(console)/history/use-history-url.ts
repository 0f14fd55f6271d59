"use client";
import { usePathname, useSearchParams } from "next/navigation";

/** The chosen conversation and the query, kept in the URL: a view can be shared, and Back works. */
export function useHistoryUrl() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const hrefWith = (changes: { session?: string | null; q?: string }) => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    const search = next.toString();
    return search ? `${pathname}?${search}` : pathname;
  };
  return {
    sessionId: parameters.get("session"),
    query: parameters.get("q") ?? "",
    hrefOf: (sessionId: string | null) => hrefWith({ session: sessionId }),
    choose: (sessionId: string | null) => window.history.pushState(null, "", hrefWith({ session: sessionId })),
    search: (query: string) => window.history.replaceState(null, "", hrefWith({ q: query })),
  };
}
