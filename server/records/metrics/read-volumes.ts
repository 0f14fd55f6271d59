import { z } from "zod";
import { metricRangeSchema, type VolumeReport } from "../../../lib/metrics/kept-numbers";
import { chartSteps } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { readOutcomes } from "./count-source";

export const readVolumesSchema = z.object({ range: metricRangeSchema });

/** How many turns there were over time, by how they ended. */
export async function readVolumes(
  ctx: RecordsContext,
  input: z.input<typeof readVolumesSchema>,
): Promise<VolumeReport> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readVolumesSchema, input);
  const steps = chartSteps(range, ctx.nowS());
  const turns = await ctx.db.read((tx) => readOutcomes(tx, steps));
  return { range, ...steps, turns: turns.series() };
}
