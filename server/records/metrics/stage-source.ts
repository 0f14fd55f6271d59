import { setImmediate as nextTick } from "node:timers/promises";
import { and, eq, gte, lte } from "drizzle-orm";
import { metricSketches } from "../../../drizzle/schema";
import type { MetricSplit, TimeSteps } from "../../../lib/metrics/kept-numbers";
import { splitValueOf } from "../../../lib/metrics/stages";
import { stepOf } from "../../../lib/metrics/steps";
import { type KeptStage, keptStages } from "../../../lib/service-levels";
import type { RecordsContext } from "../context";
import { hourS } from "./kept-for";
import { readRawTurns } from "./raw-turns";
import { StageLines } from "./stage-lines";

export interface StagesAsked {
  steps: TimeSteps;
  /** Null: all turns together. */
  split: MetricSplit | null;
  stages?: readonly KeptStage[];
}

/** The times of stages by step: of single turns where steps are short, else by hour. */
export function collectStages(ctx: RecordsContext, asked: StagesAsked): Promise<StageLines> {
  return asked.steps.step_s < hourS ? collectTurns(ctx, asked) : collectHours(ctx, asked);
}

async function collectTurns(ctx: RecordsContext, { steps, split, stages = keptStages }: StagesAsked) {
  const lines = new StageLines();
  for await (const turns of readRawTurns(ctx, steps)) {
    for (const turn of turns) {
      for (const stage of stages) {
        const ms = turn.stages[stage];
        const value = split && splitValueOf(turn, stage, split);
        if (ms === undefined || (split !== null && value === null)) continue;
        lines.at(stage, value, stepOf(turn.at, steps)).add(ms);
      }
    }
  }
  return lines;
}

async function collectHours(ctx: RecordsContext, { steps, split, stages = keptStages }: StagesAsked) {
  const lines = new StageLines();
  for (const stage of stages) {
    for (const { hour, value, sketch } of await readHours(ctx, stage, { steps, split: split ?? "mode" })) {
      lines.at(stage, split && value, stepOf(hour, steps)).addEncoded(sketch);
    }
    // A stage is some milliseconds of work.
    await nextTick();
  }
  return lines;
}

function readHours(ctx: RecordsContext, stage: KeptStage, { steps, split }: { steps: TimeSteps; split: MetricSplit }) {
  const { split: ofSplit, stage: ofStage, hour, value, sketch } = metricSketches;
  return ctx.db.read((tx) =>
    tx
      .select({ hour, value, sketch })
      .from(metricSketches)
      .where(and(eq(ofSplit, split), eq(ofStage, stage), gte(hour, steps.from_s), lte(hour, steps.to_s)))
      .all(),
  );
}
