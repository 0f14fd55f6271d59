import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { replayBlindChoices, replayVerdicts, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { judgeCase } from "../../../lib/replay/judge";
import type { BlindChoiceView, CaseComparison, ReplayRunView, RunComparison } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { caseViews } from "./find-set";
import { runViews } from "./run-views";
import { runRow } from "./runs";
import { setRow } from "./set-rows";
import { recordedSides, resultSides } from "./sides";

const inputSchema = z.object({
  runId: z.number().int().positive(),
  /** Another run of the set; 0: the turns as they were recorded; left out: the set's baseline. */
  against: z.number().int().nonnegative().optional(),
});

/** A run beside what it is compared with, case by case. Throws AppError `not_found`, also for a run of another set. */
export async function compareRuns(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<RunComparison> {
  authorise(ctx.actor, "replay:use");
  const { runId, against } = parseInput(inputSchema, input);
  return ctx.db.read((tx) => comparisonIn(tx, runId, against));
}

/** For verbs with an open transaction. */
export function comparisonIn(tx: Transaction, runId: number, against?: number): RunComparison {
  const { setId } = runRow(tx, runId);
  const set = setRow(tx, setId);
  const runs = runViews(tx, setId);
  const viewOf = (id: number): ReplayRunView => {
    const view = runs.find((each) => each.id === id);
    if (!view) throw new AppError("not_found");
    return view;
  };
  // A baseline is compared with the turns themselves.
  const baseline = set.baselineRunId === runId ? null : set.baselineRunId;
  const againstId = against ?? baseline ?? 0;
  const [run, other] = [viewOf(runId), againstId === 0 ? null : viewOf(againstId)];
  const bases = other ? resultSides(tx, other.id) : recordedSides(tx, setId, run.set_version);
  const results = resultSides(tx, runId);
  const human = humanVerdicts(tx, runId, againstId);
  const blind = blindChoicesOf(tx, runId, againstId);
  const cases = caseViews(tx, setId, run.set_version).map((each): CaseComparison => {
    const sides = { bases: bases.get(each.turn_id) ?? [], results: results.get(each.turn_id) ?? [] };
    const { expectations } = each;
    const decided = human.get(each.id);
    return {
      case: each,
      base: sides.bases[0] ?? null,
      results: sides.results,
      // A note may quote the person.
      human: decided ? { ...decided, note: each.is_deleted ? "" : decided.note } : null,
      blind: blind.get(each.id) ?? [],
      ...judgeCase({ ...sides, expectations, repeats: run.repeats }, set.thresholds),
    };
  });
  return { set: { id: setId, name: set.name, thresholds: set.thresholds }, run, against: other, cases };
}

function humanVerdicts(tx: Transaction, runId: number, againstRunId: number) {
  const rows = tx
    .select({ decided: replayVerdicts, by: users.username })
    .from(replayVerdicts)
    .innerJoin(users, eq(users.id, replayVerdicts.userId))
    .where(and(eq(replayVerdicts.runId, runId), eq(replayVerdicts.againstRunId, againstRunId)))
    .all();
  return new Map(
    rows.map(({ decided: { caseId, verdict, note, createdAt }, by }) => [caseId, { verdict, note, by, at: createdAt }]),
  );
}

/** By case, in the order in which people chose. */
function blindChoicesOf(tx: Transaction, runId: number, againstRunId: number): Map<number, BlindChoiceView[]> {
  const rows = tx
    .select({ chosen: replayBlindChoices, by: users.username })
    .from(replayBlindChoices)
    .innerJoin(users, eq(users.id, replayBlindChoices.userId))
    .where(and(eq(replayBlindChoices.runId, runId), eq(replayBlindChoices.againstRunId, againstRunId)))
    .orderBy(asc(replayBlindChoices.createdAt), asc(users.username))
    .all();
  const byCase = new Map<number, BlindChoiceView[]>();
  for (const { chosen, by } of rows) {
    const { caseId, choice, repeat, createdAt } = chosen;
    byCase.set(caseId, [...(byCase.get(caseId) ?? []), { choice, repeat, by, at: createdAt }]);
  }
  return byCase;
}
