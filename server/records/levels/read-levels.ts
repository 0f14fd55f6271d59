import { setImmediate as nextTick } from "node:timers/promises";
import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { speechModeSchema } from "../../../lib/languages";
import {
  levelDays,
  levelsOf,
  percentilesOf,
  type ServiceLevel,
  type ServiceLevelReport,
  serviceLevels,
} from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { isNotDeleted } from "../ownership";

export const readLevelsSchema = z.object({ days: z.literal(levelDays) });

/** Some milliseconds of reading at a time. */
const turnsPerRead = 200;

/** How the turns of the last days stood to the service levels, by the calls that each turn keeps. */
export async function readLevels(
  ctx: RecordsContext,
  input: z.input<typeof readLevelsSchema>,
): Promise<ServiceLevelReport> {
  authorise(ctx.actor, "metrics:read");
  const { days } = parseInput(readLevelsSchema, input);
  const since = ctx.nowS() - days * 86_400;
  const times: Record<ServiceLevel, number[]> = { first_audio: [], end_to_end: [], stt: [], ttft: [], tts_fast: [] };
  let [turns, failed] = [0, 0];
  const oldest = await ctx.db.read((tx) => oldestTurn(tx, since));
  for (let before = Number.MAX_SAFE_INTEGER; oldest !== null; ) {
    const rows = await ctx.db.read((tx) => turnsOf(tx, { since, oldest, before }));
    for (const { mode, errorCode, ...row } of rows) {
      turns += 1;
      if (errorCode !== null) failed += 1;
      const found = levelsOf({ ...row, mode: speechModeSchema.parse(mode) });
      for (const level of serviceLevels) {
        const ms = found[level];
        if (ms !== undefined) times[level].push(ms);
      }
    }
    const last = rows.at(-1);
    if (!last || rows.length < turnsPerRead) break;
    before = last.id;
    await nextTick();
  }
  return { turns, failed_turns: failed, levels: percentilesOf(times) };
}

/** Read from the index of times alone; without it, the last read would go through all older turns. */
function oldestTurn(tx: Transaction, since: number): number | null {
  const oldest = sql<number | null>`min(+${conversations.id})`;
  return tx.select({ oldest }).from(conversations).where(gte(conversations.createdAt, since)).get()?.oldest ?? null;
}

/** The newest turns of the period that are older than the turn `before`, newest first. */
function turnsOf(tx: Transaction, { since, oldest, before }: { since: number; oldest: number; before: number }) {
  const isInRange = and(gte(conversations.id, oldest), lt(conversations.id, before));
  return tx
    .select({
      id: conversations.id,
      wasSpoken: sql<boolean>`${conversations.userAudioPath} <> ''`.mapWith(Boolean),
      replyChars: sql<number>`length(${conversations.aiText})`,
      mode: turnDetails.mode,
      interrupted: turnDetails.interrupted,
      timings: turnDetails.timings,
      calls: turnDetails.calls,
      errorCode: turnDetails.errorCode,
    })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(isInRange, gte(sql`+${conversations.createdAt}`, since), isNotDeleted()))
    .orderBy(desc(conversations.id))
    .limit(turnsPerRead)
    .all();
}
