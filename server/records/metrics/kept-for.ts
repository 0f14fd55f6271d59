import type { MetricSplit } from "../../../lib/metrics/kept-numbers";

const dayS = 86_400;
export const minuteS = 60;
export const hourS = 3_600;

/** How long the numbers are kept, s. */
export const keptForS = {
  /** Single turns, and counts and readings by minute. */
  raw: 7 * dayS,
  /** Everything by hour, but for the splits below. */
  hours: 366 * dayS,
} as const;

/** By hour, of each split; a day more than the longest range, which begins on a whole step. */
export const splitsKeptForS: Readonly<Record<MetricSplit, number>> = {
  mode: keptForS.hours,
  model: 31 * dayS,
  voice: 31 * dayS,
  sessions: 31 * dayS,
};

/**
 * The most rows of each table, whatever happens: together they stay below 200 MB. A house that fills a table loses its
 * oldest numbers earlier; all but one that is busy day and night stay far below.
 */
export const mostRows = { turns: 150_000, sketches: 250_000, counts: 250_000, gauges: 250_000 } as const;
export type MostRows = Readonly<Record<keyof typeof mostRows, number>>;
