import { setImmediate as nextTick } from "node:timers/promises";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { replayBlindChoices, replayVerdicts, users } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { judgeCase } from "../../../lib/replay/judge";
import type { BlindChoiceView, CaseComparison, ReplayRunView, RunComparison } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Database, Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { type ExpectedTexts, expectedTexts } from "./expected-texts";
import { caseViews } from "./find-set";
import { noteWordsLook } from "./note-words-look";
import { runViews } from "./run-views";
import { runRow } from "./runs";
import { inVersion, setRow } from "./set-rows";
import { recordedSides, resultSides, type SidesByTurn } from "./sides";
import { rowsPerSlice } from "./slices";

const inputSchema = z.object({
  runId: z.number().int().positive(),
  /** Another run of the set; 0: the turns as they were recorded; left out: the set's baseline. */
  against: z.number().int().nonnegative().optional(),
});

/** A run beside what it is compared with, case by case. Throws AppError `not_found`, also for a run of another set. */
export async function compareRuns(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<RunComparison> {
  authorise(ctx.actor, "replay:use");
  const { runId, against } = parseInput(inputSchema, input);
  const comparison = await comparisonOf(ctx.db, runId, { against });
  const { set, run } = comparison;
  const look = { action: "replay.read", entity: "replay_run", entityId: runId } as const;
  await noteWordsLook(ctx, look, inVersion(set.id, run.set_version));
  return comparison;
}

/** As `compareRuns`, with what the caller has read of the set already. */
export async function comparisonOf(
  db: Database,
  runId: number,
  { against, basesOf = createBases(db) }: { against?: number; basesOf?: ReturnType<typeof createBases> },
): Promise<RunComparison> {
  const { set, run, other, human, blind } = await db.read((tx) => {
    const set = setRow(tx, runRow(tx, runId).setId);
    const againstId = against ?? baseOf(set, runId);
    const runs = runViews(tx, set.id, [runId, againstId]);
    const viewOf = (id: number): ReplayRunView => {
      const view = runs.find((each) => each.id === id);
      if (!view) throw new AppError("not_found");
      return view;
    };
    const [run, other] = [viewOf(runId), againstId === 0 ? null : viewOf(againstId)];
    return { set, run, other, human: humanVerdicts(tx, runId, againstId), blind: blindChoicesOf(tx, runId, againstId) };
  });
  const version = { setId: set.id, version: run.set_version };
  const { expected, bases } = await basesOf({ ...version, againstId: other?.id ?? 0 });
  const results = await resultSides(db, runId, expected);
  const cases: CaseComparison[] = [];
  for (const each of await caseViews(db, { ...version, expected })) {
    const sides = { bases: bases.get(each.turn_id) ?? [], results: results.get(each.turn_id) ?? [] };
    const { expectations } = each;
    const decided = human.get(each.id);
    cases.push({
      case: each,
      base: sides.bases[0] ?? null,
      results: sides.results,
      // A note may quote the person.
      human: decided ? { ...decided, note: each.is_deleted ? "" : decided.note } : null,
      blind: blind.get(each.id) ?? [],
      ...judgeCase({ ...sides, expectations, repeats: run.repeats }, set.thresholds),
    });
    if (cases.length % rowsPerSlice === 0) await nextTick();
  }
  return { set: { id: set.id, name: set.name, thresholds: set.thresholds }, run, against: other, cases };
}

/** What a run of the set is compared with unless somebody chooses: a baseline itself with the recorded turns, 0. */
export function baseOf({ baselineRunId }: { baselineRunId: number | null }, runId: number): number {
  return baselineRunId === null || baselineRunId === runId ? 0 : baselineRunId;
}

interface Bases {
  expected: ExpectedTexts;
  bases: SidesByTurn;
}

/** Reads what runs are compared with; of runs one after another that share it, once. */
export function createBases(db: Database) {
  let last: { key: string; bases: Bases } | null = null;
  return async (of: { setId: number; version: number; againstId: number }): Promise<Bases> => {
    const key = JSON.stringify(of);
    if (last?.key === key) return last.bases;
    const { setId, version, againstId } = of;
    const expected = await expectedTexts(db, setId, version);
    const bases =
      againstId === 0
        ? await recordedSides(db, { setId, version, expected })
        : await resultSides(db, againstId, expected);
    last = { key, bases: { expected, bases } };
    return last.bases;
  };
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
    const chosenHere = byCase.get(caseId) ?? [];
    chosenHere.push({ choice, repeat, by, at: createdAt });
    byCase.set(caseId, chosenHere);
  }
  return byCase;
}
