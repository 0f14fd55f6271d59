import { z } from "zod";
import type { ErrorCode } from "../errors";
import type { Thumb } from "../feedback";
import { type KeptStage, type ServiceLevel, serviceLevels } from "../service-levels";
import type { TurnOutcomeName } from "./ended-turn";

/** How far back charts go. */
export const metricRanges = ["15m", "24h", "7d", "30d"] as const;
export const metricRangeSchema = z.enum(metricRanges);
export type MetricRange = z.infer<typeof metricRangeSchema>;

/** Equal steps of time, aligned to Unix time; the last one is still going on. Unix seconds. */
export interface TimeSteps {
  from_s: number;
  to_s: number;
  step_s: number;
}

/** What the numbers of a stage can be split by; `sessions`: how many conversations were talking at the time. */
export const metricSplits = ["mode", "model", "voice", "sessions"] as const;
export const metricSplitSchema = z.enum(metricSplits);
export type MetricSplit = z.infer<typeof metricSplitSchema>;

/** Percentiles by sketch, to 1 % of the value; null without a turn. */
export interface Percentiles {
  count: number;
  p50_ms: number | null;
  p95_ms: number | null;
  p99_ms: number | null;
}

/** One step of a chart: all turns that ended from `from_s` on, for the length of the series' step. */
export interface StagePoint extends Percentiles {
  /** Unix seconds */
  from_s: number;
}

/** One line of a chart. */
export interface StageSeries {
  stage: KeptStage;
  /** The mode, model, voice or number of sessions that it is of; null for all together. */
  split_value: string | null;
  whole: Percentiles;
  /** Oldest first; a step without turns is left out, so that a gap shows as a gap. */
  points: StagePoint[];
}

export interface StageReport extends TimeSteps {
  range: MetricRange;
  series: StageSeries[];
}

/** A count over time, oldest first; a step without any is left out. */
export interface CountSeries<Of extends string> {
  of: Of;
  count: number;
  points: { from_s: number; count: number }[];
}

export interface ErrorReport extends TimeSteps {
  range: MetricRange;
  /** Failed turns by their error code; `unknown`: the code was not kept. */
  failed_turns: CountSeries<ErrorCode | "unknown">[];
  /** Errors that clients were told on the socket, also those of no turn. */
  told: CountSeries<ErrorCode>[];
}

export interface VolumeReport extends TimeSteps {
  range: MetricRange;
  turns: CountSeries<TurnOutcomeName>[];
}

/** What is read a few times a minute. `vram_*` are of a card, `resident_mib` is of a process. */
export const keptGauges = [
  "vram_used_mib",
  "vram_promised_mib",
  "vram_total_mib",
  "sessions_talking",
  "sessions_waiting",
  "resident_mib",
] as const;
export type KeptGauge = (typeof keptGauges)[number];

export interface GaugeSeries {
  gauge: KeptGauge;
  /** The card's index or the process; empty where there is only one. */
  of: string;
  /** Oldest first; a step without a reading is left out. */
  points: { from_s: number; mean: number; max: number }[];
}

export interface GaugeReport extends TimeSteps {
  range: MetricRange;
  series: GaugeSeries[];
}

export interface RatingReport extends TimeSteps {
  range: MetricRange;
  thumbs: CountSeries<Thumb>[];
  /** How much trials sounded like their reference, 1 to 10, as people rated them. */
  similarity: { count: number; mean: number | null; points: { from_s: number; count: number; mean: number }[] };
}

/** A period of the past, by whole hours, as a report needs it. */
export interface PeriodReport {
  from_s: number;
  to_s: number;
  turns: number;
  failed_turns: { of: ErrorCode | "unknown"; count: number }[];
  /** `missed`: turns over the level's target. */
  levels: (Percentiles & { level: ServiceLevel; missed: number })[];
  /** Turns of each of its days, and of each part that was asked for, oldest first. */
  days: { from_s: number; count: number }[];
  parts: { from_s: number; count: number }[];
}

/** What a level may spend in 30 days: the turns that may miss it. */
export interface ErrorBudget {
  /** Turns that may miss it, and those that did. */
  allowed: number;
  spent: number;
  /** 0 to 1; below 0 when it is overspent. */
  left_share: number;
  /** At the rate of the last days; null where nothing is being spent, and where they have too few turns to say. */
  lasts_days: number | null;
  /** The stage that took most of the time over the target; null where nothing was spent. */
  spent_by: KeptStage | null;
}

export const tileLevels = [...serviceLevels, "error_rate", "vram", "sessions", "similarity"] as const;
export type TileLevel = (typeof tileLevels)[number];

/** One tile of the first row. Units: ms for times, 0 to 1 for rates and VRAM, 1 to 10 for similarity. */
export interface LevelTile {
  level: TileLevel;
  target: number;
  /** Over the chosen range; null without anything to measure. */
  now: number | null;
  /** Turns, readings or ratings that `now` comes from. */
  count: number;
  /** The same over equal parts of the range, oldest first; null where a part has nothing. */
  trend: (number | null)[];
  /** Null for levels that turns don't spend (VRAM, sessions, similarity), and where 30 days have too few turns. */
  budget: ErrorBudget | null;
}
