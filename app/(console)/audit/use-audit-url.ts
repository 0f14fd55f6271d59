"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { type AuditFilters, auditFiltersOf, unreadableFilters } from "./audit-filters";

/** What the list is narrowed to, kept in the URL: a view can be shared, and Back works. */
export function useAuditUrl() {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const filters = useMemo(() => auditFiltersOf(parameters), [parameters]);
  return {
    filters,
    unreadable: unreadableFilters(parameters),
    narrow(changes: AuditFilters) {
      const next = new URLSearchParams(parameters);
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const search = next.toString();
      window.history.replaceState(null, "", search ? `${pathname}?${search}` : pathname);
    },
    /** Shows everything again. */
    widen: () => window.history.replaceState(null, "", pathname),
  };
}
