import { blob, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { SpeechMode } from "../lib/languages";
import type { TurnOutcomeName } from "../lib/metrics/ended-turn";
import type { KeptGauge, MetricSplit } from "../lib/metrics/kept-numbers";
import type { StageTimes } from "../lib/metrics/stages";
import type { CountKind } from "../lib/metrics/turn-counts";
import type { KeptStage } from "../lib/service-levels";

/**
 * The numbers that the dashboard shows, by server/records/metrics. No row has an id of a person, a session or a turn.
 * All times are Unix seconds; steps are aligned to them.
 */

/** Ended turns of the last days, one row each. */
export const metricTurns = sqliteTable(
  "metric_turns",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    at: integer("at").notNull(),
    outcome: text("outcome").$type<TurnOutcomeName>().notNull(),
    errorCode: text("error_code"),
    mode: text("mode").$type<SpeechMode>().notNull(),
    voice: text("voice").notNull(),
    sttModel: text("stt_model"),
    llmModel: text("llm_model"),
    ttsModel: text("tts_model"),
    /** Conversations that were talking; null for a turn that was counted later, from its row. */
    sessions: integer("sessions"),
    stages: text("stages", { mode: "json" }).$type<StageTimes>().notNull(),
  },
  (t) => [index("metric_turns_at_idx").on(t.at)],
);

/** What a stage took in one hour, for one value of a split, as a mergeable sketch (server/records/metrics/sketch.ts). */
export const metricSketches = sqliteTable(
  "metric_sketches",
  {
    split: text("split").$type<MetricSplit>().notNull(),
    stage: text("stage").$type<KeptStage>().notNull(),
    hour: integer("hour").notNull(),
    value: text("value").notNull(),
    sketch: blob("sketch", { mode: "buffer" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.split, t.stage, t.hour, t.value] })],
);

/** Exact counts: of turns by hour, of errors that clients were told also by minute. */
export const metricCounts = sqliteTable(
  "metric_counts",
  {
    stepS: integer("step_s").notNull(),
    kind: text("kind").$type<CountKind>().notNull(),
    at: integer("at").notNull(),
    of: text("of").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.stepS, t.kind, t.at, t.of] })],
);

/** Readings of what goes up and down, by minute and by hour. */
export const metricGauges = sqliteTable(
  "metric_gauges",
  {
    stepS: integer("step_s").notNull(),
    at: integer("at").notNull(),
    gauge: text("gauge").$type<KeptGauge>().notNull(),
    /** The card or the process; empty where there is only one. */
    of: text("of").notNull(),
    readings: integer("readings").notNull(),
    sum: real("sum").notNull(),
    max: real("max").notNull(),
  },
  (t) => [primaryKey({ columns: [t.stepS, t.at, t.gauge, t.of] })],
);

/** One row: up to which row of `conversations` the turns are counted. */
export const metricProgress = sqliteTable("metric_progress", {
  id: integer("id").primaryKey(),
  countedUpTo: integer("counted_up_to").notNull(),
});
