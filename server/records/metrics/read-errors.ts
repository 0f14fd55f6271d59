import { z } from "zod";
import type { ErrorCode } from "../../../lib/errors";
import { type ErrorReport, metricRangeSchema } from "../../../lib/metrics/kept-numbers";
import { chartSteps, stepOf } from "../../../lib/metrics/steps";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { CountLines } from "./count-lines";
import { readTurnSamples } from "./turn-rows";

export const readErrorsSchema = z.object({ range: metricRangeSchema });

/** Failed turns, and errors that clients were told, by code over time. */
export async function readErrors(ctx: RecordsContext, input: z.input<typeof readErrorsSchema>): Promise<ErrorReport> {
  authorise(ctx.actor, "metrics:read");
  const { range } = parseInput(readErrorsSchema, input);
  const steps = chartSteps(range, ctx.nowS());
  const failed = new CountLines<ErrorCode | "unknown">();
  for await (const samples of readTurnSamples(ctx, steps.from_s)) {
    for (const { atS, outcome, errorCode } of samples) {
      if (outcome === "failed" || outcome === "lost") failed.add(errorCode ?? "unknown", stepOf(atS, steps), 1);
    }
  }
  return { range, ...steps, failed_turns: failed.series(), told: [] };
}
