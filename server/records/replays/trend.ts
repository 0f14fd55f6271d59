import { z } from "zod";
import { verdicts } from "../../../lib/replay/verdict";
import { finalVerdict, type RunComparison, type SideView, type TrendPoint } from "../../../lib/replay/views";
import { percentile } from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { comparisonIn } from "./compare-runs";
import { runViews } from "./run-views";
import { setRow } from "./set-rows";

const inputSchema = z.object({ setId: z.number().int().positive() });
const mostPoints = 20;

/** The last finished runs of a set beside its baseline, oldest first. Throws AppError `not_found`. */
export async function readTrend(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<TrendPoint[]> {
  authorise(ctx.actor, "replay:use");
  const { setId } = parseInput(inputSchema, input);
  const runs = await ctx.db.read((tx) => {
    setRow(tx, setId);
    return runViews(tx, setId)
      .filter(({ state }) => state === "done")
      .slice(0, mostPoints)
      .reverse();
  });
  const points: TrendPoint[] = [];
  // One run at a time: all of them in one read would block everything else.
  for (const { id } of runs) points.push(await ctx.db.read((tx) => pointOf(comparisonIn(tx, id))));
  return points;
}

function pointOf({ run, cases }: RunComparison): TrendPoint {
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as TrendPoint["verdicts"];
  for (const each of cases) counts[finalVerdict(each)] += 1;
  const known = (value: (side: SideView) => number | null) =>
    cases.flatMap(({ results }) => results.flatMap((side) => value(side) ?? []));
  const rates = known(({ error_rate }) => error_rate);
  const sounds = known(({ first_sound_ms }) => first_sound_ms).sort((a, b) => a - b);
  return {
    run_id: run.id,
    name: run.name,
    created_at: run.created_at,
    verdicts: counts,
    mean_error_rate: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
    median_first_sound_ms: percentile(sounds, 0.5),
  };
}
