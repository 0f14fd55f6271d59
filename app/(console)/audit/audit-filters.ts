import { type AuditFilter, auditFilterNames, auditFilterSchema } from "@/lib/audit/filter";
import { dayStartS } from "../day-start";

export type AuditFilterName = keyof AuditFilter;

/** As the address has it: days (YYYY-MM-DD, both inclusive) are the reader's own. */
export type AuditFilters = Partial<Record<AuditFilterName, string>>;

/** What an address narrows the list to; what it can't mean is left out. */
export function auditFiltersOf(parameters: Pick<URLSearchParams, "get">): AuditFilters {
  const named = auditFilterNames.map((name) => [name, parameters.get(name)] as const);
  return Object.fromEntries(named.filter(([name, value]) => value && isMeant(name, value)));
}

/** The filters of an address that can't mean anything. */
export function unreadableFilters(parameters: Pick<URLSearchParams, "get">): AuditFilterName[] {
  return auditFilterNames.filter((name) => {
    const value = parameters.get(name);
    return value && !isMeant(name, value);
  });
}

function isMeant(name: AuditFilterName, value: string): boolean {
  if (name === "from" || name === "to") return dayStartS(value) !== null;
  return auditFilterSchema.shape[name].safeParse(value).success;
}

/** The same for the server, which knows moments instead of days. */
export function auditQuery({ from, to, ...others }: AuditFilters): URLSearchParams {
  const query = new URLSearchParams(others);
  const moments = { from: from && dayStartS(from), to: to && dayStartS(to, 1) };
  for (const [name, moment] of Object.entries(moments)) if (moment) query.set(name, String(moment));
  query.sort();
  return query;
}
