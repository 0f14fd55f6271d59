import { and, count, desc, eq, gt, isNull, lte, max, or, sum } from "drizzle-orm";
import { replayCases, replayResults, replayRuns, replaySets, users } from "../../../drizzle/schema";
import type { ReplaySetSummary } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";

/** All sets, newest first. */
export async function listSets(ctx: RecordsContext): Promise<ReplaySetSummary[]> {
  authorise(ctx.actor, "replay:use");
  return ctx.db.read(setSummaries);
}

/** Each number is counted once for all of them. */
function setSummaries(tx: Transaction): ReplaySetSummary[] {
  const rows = tx
    .select({ set: replaySets, by: users.username })
    .from(replaySets)
    .innerJoin(users, eq(users.id, replaySets.userId))
    .orderBy(desc(replaySets.id))
    .all();
  const isIn = and(
    eq(replayCases.setId, replaySets.id),
    lte(replayCases.addedIn, replaySets.version),
    or(isNull(replayCases.removedIn), gt(replayCases.removedIn, replaySets.version)),
  );
  const cases = bySet(
    tx
      .select({ setId: replaySets.id, cases: count() })
      .from(replaySets)
      .innerJoin(replayCases, isIn)
      .groupBy(replaySets.id)
      .all(),
  );
  const runs = bySet(
    tx
      .select({ setId: replaySets.id, runs: count(), newest: max(replayRuns.id) })
      .from(replaySets)
      .innerJoin(replayRuns, eq(replayRuns.setId, replaySets.id))
      .groupBy(replaySets.id)
      .all(),
  );
  const sounds = bySet(
    tx
      .select({ setId: replaySets.id, bytes: sum(replayResults.audioBytes) })
      .from(replaySets)
      .innerJoin(replayRuns, eq(replayRuns.setId, replaySets.id))
      .innerJoin(replayResults, eq(replayResults.runId, replayRuns.id))
      .groupBy(replaySets.id)
      .all(),
  );
  return rows.map(({ set, by }) => {
    const newest = runs.get(set.id)?.newest;
    const last = newest ? tx.select().from(replayRuns).where(eq(replayRuns.id, newest)).get() : undefined;
    return {
      id: set.id,
      name: set.name,
      version: set.version,
      case_count: cases.get(set.id)?.cases ?? 0,
      run_count: runs.get(set.id)?.runs ?? 0,
      audio_bytes: Number(sounds.get(set.id)?.bytes ?? 0),
      by,
      created_at: set.createdAt,
      last_run: last ? { id: last.id, name: last.name, state: last.state, created_at: last.createdAt } : null,
    };
  });
}

function bySet<Row extends { setId: number }>(rows: Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.setId, row]));
}
