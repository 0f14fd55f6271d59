import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { replayCases, replayResults, replayRuns, replaySets } from "../../../drizzle/schema";
import { sessionIdSchema } from "../../../lib/ids";
import type { TurnReplay } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { isReadable } from "./readable-case";

const inputSchema = z.object({ sessionId: sessionIdSchema });
/** Of a set, the newest runs are enough: all are on its page. */
const newestRuns = 5;

/** The sets and runs that the turns of a conversation are in, by turn_id; none for an unknown or deleted conversation. */
export async function replaysOfConversation(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<Record<string, TurnReplay[]>> {
  authorise(ctx.actor, "replay:use");
  const { sessionId } = parseInput(inputSchema, input);
  const rows = await ctx.db.read((tx) =>
    tx
      .selectDistinct({
        turnId: replayCases.turnId,
        caseId: replayCases.id,
        removedIn: replayCases.removedIn,
        setId: replaySets.id,
        setName: replaySets.name,
        runId: replayRuns.id,
        runName: replayRuns.name,
      })
      .from(replayCases)
      .innerJoin(replaySets, eq(replaySets.id, replayCases.setId))
      .leftJoin(replayResults, eq(replayResults.caseId, replayCases.id))
      .leftJoin(replayRuns, eq(replayRuns.id, replayResults.runId))
      .where(and(eq(replayCases.sessionId, sessionId), isReadable()))
      .orderBy(desc(replaySets.id), desc(replayRuns.id))
      .all(),
  );
  const byTurn = new Map<string, Map<number, TurnReplay>>();
  for (const { turnId, caseId, removedIn, setId, setName, runId, runName } of rows) {
    const sets = byTurn.get(turnId) ?? new Map<number, TurnReplay>();
    const replay = sets.get(setId) ?? { set_id: setId, set_name: setName, is_in_set: false, runs: [] };
    replay.is_in_set ||= removedIn === null;
    if (runId !== null && runName !== null && replay.runs.length < newestRuns) {
      replay.runs.push({ run_id: runId, name: runName, case_id: caseId });
    }
    byTurn.set(turnId, sets.set(setId, replay));
  }
  return Object.fromEntries([...byTurn].map(([turnId, sets]) => [turnId, [...sets.values()]]));
}
