import { type HistoryFilter, historyFilterSchema } from "@/lib/history-filter";
import type { KeptStage } from "@/lib/service-levels";
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
  "stage",
  "above",
  "errors",
  "interrupted",
  "corrected",
] as const satisfies (keyof HistoryFilter)[];
export type FilterName = (typeof filterNames)[number];

/** Times of a stage that can be asked for, ms. */
export const waitsMs = [200, 400, 600, 800, 1_000, 1_500, 2_000, 3_000, 5_000] as const;

/**
 * As the address has it: days (YYYY-MM-DD, both inclusive) and moments (YYYY-MM-DDTHH:mm, the end not included) are the
 * reader's own, switches are "1".
 */
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
  if (name === "from" || name === "to") return momentS(value) !== null;
  return historyFilterSchema.shape[name].safeParse(value).success;
}

/** The same for the server, which knows moments instead of days. */
export function filterQuery(q: string, { from, to, ...others }: HistoryFilters): URLSearchParams {
  const query = new URLSearchParams(others);
  const moments = { from: from && momentS(from), to: to && momentS(to, 1) };
  for (const [name, moment] of Object.entries(moments)) if (moment) query.set(name, String(moment));
  if (q !== "") query.set("q", q);
  query.sort();
  return query;
}

/**
 * A moment, or when a day begins, by this machine's clock (in the browser: the reader's), Unix seconds; null for
 * neither. Only days are moved by `daysLater`.
 */
function momentS(text: string, daysLater = 0): number | null {
  const [, day = "", hour, minute] = /^(.{10})T(\d{2}):(\d{2})$/.exec(text) ?? [];
  if (hour === undefined) return dayStartS(text, daysLater);
  if (dayStartS(day) === null || Number(hour) > 23 || Number(minute) > 59) return null;
  return new Date(text).getTime() / 1000;
}

/** A moment as the address has it, by this machine's clock. */
export function momentText(atS: number): string {
  const at = new Date(atS * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/**
 * Where the turns of a time are listed; null: up to now. Addresses have whole minutes, so the last one is there whole,
 * too.
 */
export function turnsBetween(fromS: number, toS: number | null, filters: HistoryFilters = {}): string {
  const to = toS === null ? {} : { to: momentText(Math.ceil(toS / 60) * 60) };
  return `/history?${new URLSearchParams({ from: momentText(fromS), ...to, ...filters })}`;
}

/** Percentiles of the dashboard are within 1 %: what some turns surely reached. */
const reachedShare = 0.98;

/** Those of a stage's turns that were slow: above the longest time that can be asked for and that some of them reached. */
export function slowTurns(stage: KeptStage, slowestMs: number): HistoryFilters {
  const above = waitsMs.findLast((each) => each < slowestMs * reachedShare);
  return { stage, ...(above && { above: String(above) }) };
}
