"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type Language, languageSchema } from "@/lib/languages";
import { searchTerms } from "@/lib/search-query";
import { parseVoiceId } from "@/lib/voices";
import { type StateFilter, stateFilters, type VoiceFilters } from "./voice-filters";

interface Changes {
  q?: string;
  language?: Language | null;
  state?: StateFilter | null;
  selected?: string | null;
}

/** The chosen voice and what the list is narrowed to, kept in the URL: a view can be shared, and Back works. */
export function useVoicesUrl() {
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
  const query = parameters.get("q") ?? "";
  const language = languageSchema.safeParse(parameters.get("language")).data ?? null;
  const state = stateFilters.find((each) => each === parameters.get("state")) ?? null;
  const filters: VoiceFilters = useMemo(
    () => ({ terms: searchTerms(query), language, state }),
    [query, language, state],
  );
  return {
    query,
    filters,
    selected: selectedVoice(parameters.get("selected")),
    hrefOf: (selected: string | null) => hrefWith({ selected }),
    choose: (selected: string | null) => window.history.pushState(null, "", hrefWith({ selected })),
    narrow: (changes: Omit<Changes, "selected">) => window.history.replaceState(null, "", hrefWith(changes)),
  };
}

const selectedVoice = (text: string | null) => (text !== null && parseVoiceId(text) ? text : null);
