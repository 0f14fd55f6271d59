import { z } from "zod";
import { metricRangeSchema, metricSplitSchema, type StageReport } from "../../../lib/metrics/kept-numbers";
import { chartSteps } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { collectStages } from "./stage-source";

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
  const lines = await collectStages(ctx, { steps, split });
  return { range, ...steps, series: lines.series() };
}
