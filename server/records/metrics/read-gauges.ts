import { z } from "zod";
import { type GaugeReport, metricRangeSchema } from "../../../lib/metrics/kept-numbers";
import { chartSteps } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { readGaugeSeries } from "./gauge-source";

export const readGaugesSchema = z.object({ range: metricRangeSchema });

/** VRAM, sessions and memory over time. */
export async function readGauges(ctx: RecordsContext, input: z.input<typeof readGaugesSchema>): Promise<GaugeReport> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readGaugesSchema, input);
  const steps = chartSteps(range, ctx.nowS());
  return { range, ...steps, series: await ctx.db.read((tx) => readGaugeSeries(tx, steps)) };
}
