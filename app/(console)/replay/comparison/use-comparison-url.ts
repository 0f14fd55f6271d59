"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { comparisonFilters } from "../comparison-filter";
import { rowId } from "../row-id";

interface Changes {
  /** A run's id; 0: the turns as recorded. */
  against?: number;
  show?: string;
  case?: number | null;
}

/** What is compared, shown and open, kept in the URL: a view can be shared, and Back works. */
export function useComparisonUrl() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const hrefWith = (changes: Changes) => {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "all") next.delete(name);
      else next.set(name, String(value));
    }
    const search = next.toString();
    return search ? `${pathname}?${search}` : pathname;
  };
  const against = parameters.get("against");
  return {
    /** Null: the set's baseline. */
    against: against === "0" ? 0 : rowId(against ?? ""),
    filter: comparisonFilters.find((each) => each === parameters.get("show")) ?? "all",
    caseId: rowId(parameters.get("case") ?? ""),
    hrefOf: (caseId: number) => hrefWith({ case: caseId }),
    open: (caseId: number | null) => window.history.pushState(null, "", hrefWith({ case: caseId })),
    change: (changes: Omit<Changes, "case">) => window.history.replaceState(null, "", hrefWith(changes)),
  };
}
