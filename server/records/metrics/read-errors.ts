import { z } from "zod";
import type { ErrorCode } from "../../../lib/errors";
import { type ErrorReport, metricRangeSchema } from "../../../lib/metrics/kept-numbers";
import { chartSteps } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { readCounts, readFailures } from "./count-source";

export const readErrorsSchema = z.object({ range: metricRangeSchema });

/** Failed turns, and errors that clients were told, by code over time. */
export async function readErrors(ctx: RecordsContext, input: z.input<typeof readErrorsSchema>): Promise<ErrorReport> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readErrorsSchema, input);
  const steps = chartSteps(range, ctx.nowS());
  const { failed, told } = await ctx.db.read((tx) => ({
    failed: readFailures(tx, steps),
    told: readCounts<ErrorCode>(tx, steps, "told"),
  }));
  return { range, ...steps, failed_turns: failed.series(), told: told.series() };
}
