import { type HistoryFilter, historyFilterSchema } from "@/lib/history-filter";
import { dayStartS } from "../day-start";

/** What the list can be narrowed to besides words, in the order in which it is shown. */
export const filterNames = [
  "person",
  "from",
  "to",
  "language",
  "voice",
  "model",
  "rating",
  "tag",
  "above",
  "errors",
  "interrupted",
  "corrected",
] as const satisfies (keyof HistoryFilter)[];
export type FilterName = (typeof filterNames)[number];

/** As the address has it: days (YYYY-MM-DD, both inclusive) are the reader's own, switches are "1". */
export type HistoryFilters = Partial<Record<FilterName, string>>;

/** What an address narrows the list to; what it can't mean is left out. */
export function filtersOf(parameters: Pick<URLSearchParams, "get">): HistoryFilters {
  const filters: HistoryFilters = {};
  for (const name of filterNames) {
    const value = parameters.get(name);
    if (value && isMeant(name, value)) filters[name] = value;
  }
  return filters;
}

/** The filters of an address that can't mean anything. */
export function unreadableFilters(parameters: Pick<URLSearchParams, "get">): FilterName[] {
  return filterNames.filter((name) => {
    const value = parameters.get(name);
    return value && !isMeant(name, value);
  });
}

function isMeant(name: FilterName, value: string): boolean {
  if (name === "from" || name === "to") return dayStartS(value) !== null;
  return historyFilterSchema.shape[name].safeParse(value).success;
}

/** The same for the server, which knows moments instead of days. */
export function filterQuery(q: string, { from, to, ...others }: HistoryFilters): URLSearchParams {
  const query = new URLSearchParams(others);
  const moments = { from: from && dayStartS(from), to: to && dayStartS(to, 1) };
  for (const [name, moment] of Object.entries(moments)) if (moment) query.set(name, String(moment));
  if (q !== "") query.set("q", q);
  query.sort();
  return query;
}
