import { z } from "zod";
import {
  type KeptStage,
  metricRangeSchema,
  metricSplitSchema,
  type StageReport,
} from "../../../lib/metrics/kept-numbers";
import { splitValueOf } from "../../../lib/metrics/stages";
import { chartSteps, stepOf } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { StageLines } from "./stage-lines";
import { readTurnSamples } from "./turn-rows";

export const readStagesSchema = z.object({
  range: metricRangeSchema,
  /** Null: all turns together. */
  split: metricSplitSchema.nullable().default(null),
});

/** What each stage took over time, as percentiles. */
export async function readStages(ctx: RecordsContext, input: z.input<typeof readStagesSchema>): Promise<StageReport> {
  authorise(ctx.actor, "metrics:read");
  const { range, split } = parseInput(readStagesSchema, input);
  const steps = chartSteps(range, ctx.nowS());
  const lines = new StageLines();
  for await (const samples of readTurnSamples(ctx, steps.from_s)) {
    for (const sample of samples) {
      for (const [stage, ms] of Object.entries(sample.stages) as [KeptStage, number][]) {
        const value = split && splitValueOf(sample, stage, split);
        if (split === null || value !== null) lines.at(stage, value, stepOf(sample.atS, steps)).add(ms);
      }
    }
  }
  return { range, ...steps, series: lines.series() };
}
