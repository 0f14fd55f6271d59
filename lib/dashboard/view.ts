import { z } from "zod";
import { monthSchema } from "../alerts/month";
import { type MetricRange, metricRangeSchema, metricSplitSchema } from "../metrics/kept-numbers";

/** What the dashboard shows, as its address has it: how far back, and what the stages are split by. */
export const dashboardViewSchema = z.object({
  range: metricRangeSchema.catch("24h"),
  split: metricSplitSchema.nullable().catch(null),
});
export type DashboardView = z.output<typeof dashboardViewSchema>;

/** The same as a program asks for it: what can't be read is refused there, as it has nobody to say it to. */
export const askedViewSchema = z.object({
  range: metricRangeSchema.default("24h"),
  split: metricSplitSchema.nullable().default(null),
});

/** All that the dashboard's address may say. */
const addressSchemas = { range: metricRangeSchema, split: metricSplitSchema, month: monthSchema } as const;

/** What an address says and can't mean: it is not applied. */
export function unreadableParts(query: Readonly<Record<string, unknown>>): (keyof typeof addressSchemas)[] {
  const names = Object.keys(addressSchemas) as (keyof typeof addressSchemas)[];
  const isSaid = (value: unknown) => value !== undefined && value !== "";
  return names.filter((name) => isSaid(query[name]) && !addressSchemas[name].safeParse(query[name]).success);
}

/** The same as an address; what is left out is the default. */
export function dashboardHref({ range, split }: DashboardView): string {
  const query = new URLSearchParams({ range, ...(split && { split }) });
  return `/dashboard?${query}`;
}

/** How often tiles are read again at most while turns end, ms: the longer the range, the less one turn changes. */
export const tilesEveryMs: Readonly<Record<MetricRange, number>> = {
  "15m": 1_000,
  "24h": 2_000,
  "7d": 15_000,
  "30d": 60_000,
};
/** The same for charts. */
export const chartsEveryMs: Readonly<Record<MetricRange, number>> = {
  "15m": 15_000,
  "24h": 60_000,
  "7d": 300_000,
  "30d": 900_000,
};
