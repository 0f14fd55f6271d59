import { createHash } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { replayRuns, replayVerdicts } from "../../../drizzle/schema";
import { type Verdict, verdicts } from "../../../lib/replay/verdict";
import type { RunComparison, SideView, TrendPoint } from "../../../lib/replay/views";
import { percentile } from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Database } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { baseOf, comparisonOf, createBases } from "./compare-runs";
import { expectedTexts } from "./expected-texts";
import { setRow } from "./set-rows";

const inputSchema = z.object({ setId: z.number().int().positive() });
const mostPoints = 20;

/** What a finished run is by the thresholds: the same until what it is judged by changes. */
interface Judged extends Pick<TrendPoint, "mean_error_rate" | "median_first_sound_ms"> {
  judgedBy: string;
  verdicts: ReadonlyMap<number, Verdict>;
}
const judgedRuns = new WeakMap<Database, Map<number, Judged>>();
const mostJudgedRuns = 200;

/** The last finished runs of a set beside its baseline, oldest first. Throws AppError `not_found`. */
export async function readTrend(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<TrendPoint[]> {
  authorise(ctx.actor, "replay:use");
  const { setId } = parseInput(inputSchema, input);
  const { db } = ctx;
  const { set, runs } = await db.read((tx) => ({
    set: setRow(tx, setId),
    runs: tx
      .select()
      .from(replayRuns)
      .where(and(eq(replayRuns.setId, setId), eq(replayRuns.state, "done")))
      .orderBy(desc(replayRuns.id))
      .limit(mostPoints)
      .all()
      .reverse(),
  }));
  const known = judgedRuns.get(db) ?? new Map<number, Judged>();
  judgedRuns.set(db, known);
  const basesOf = createBases(db);
  const saidOf = new Map<number, string>();
  const points: TrendPoint[] = [];
  for (const { id, name, createdAt, setVersion } of runs) {
    // Both a correction and a deletion change it.
    const said = saidOf.get(setVersion) ?? (await hashOfExpected(db, setId, setVersion));
    saidOf.set(setVersion, said);
    const against = baseOf(set, id);
    const judgedBy = JSON.stringify([against, set.thresholds, said]);
    const before = known.get(id);
    const judged =
      before?.judgedBy === judgedBy ? before : judgedOf(judgedBy, await comparisonOf(db, id, { against, basesOf }));
    // The ones that were asked for last are kept.
    known.delete(id);
    known.set(id, judged);
    const [oldest] = known.keys();
    if (known.size > mostJudgedRuns && oldest !== undefined) known.delete(oldest);
    const { mean_error_rate, median_first_sound_ms } = judged;
    const counts = await countVerdicts(db, { runId: id, against, judged });
    points.push({ run_id: id, name, created_at: createdAt, verdicts: counts, mean_error_rate, median_first_sound_ms });
  }
  return points;
}

async function hashOfExpected(db: Database, setId: number, version: number): Promise<string> {
  const texts = await expectedTexts(db, setId, version);
  return createHash("sha256")
    .update(JSON.stringify([...texts]))
    .digest("hex");
}

/** With what people decided over the thresholds. */
async function countVerdicts(
  db: Database,
  { runId, against, judged }: { runId: number; against: number; judged: Judged },
): Promise<TrendPoint["verdicts"]> {
  const decided = await db.read((tx) =>
    tx
      .select({ caseId: replayVerdicts.caseId, verdict: replayVerdicts.verdict })
      .from(replayVerdicts)
      .where(and(eq(replayVerdicts.runId, runId), eq(replayVerdicts.againstRunId, against)))
      .all(),
  );
  const human = new Map(decided.map(({ caseId, verdict }) => [caseId, verdict]));
  const counts = Object.fromEntries(verdicts.map((verdict) => [verdict, 0])) as TrendPoint["verdicts"];
  for (const [caseId, verdict] of judged.verdicts) counts[human.get(caseId) ?? verdict] += 1;
  return counts;
}

function judgedOf(judgedBy: string, { cases }: RunComparison): Judged {
  const knownOf = (value: (side: SideView) => number | null) =>
    cases.flatMap(({ results }) => results.flatMap((side) => value(side) ?? []));
  const rates = knownOf(({ error_rate }) => error_rate);
  const sounds = knownOf(({ first_sound_ms }) => first_sound_ms).sort((a, b) => a - b);
  return {
    judgedBy,
    verdicts: new Map(cases.map((each) => [each.case.id, each.verdict])),
    mean_error_rate: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
    median_first_sound_ms: percentile(sounds, 0.5),
  };
}
