import { setImmediate as nextTick } from "node:timers/promises";
import { and, desc, eq, gte, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { conversations, sessions, turnDetails } from "../../../drizzle/schema";
import { speechModeSchema } from "../../../lib/languages";
import {
  type LevelDays,
  levelDays,
  levelsOf,
  percentilesOf,
  type ServiceLevelReport,
} from "../../../lib/service-levels";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";

export const readLevelsSchema = z.object({ days: z.literal(levelDays) });

/** Some milliseconds of reading at a time. */
const turnsPerRead = 200;

/** How the turns of the last days stood to the service levels, by the calls that each turn keeps. */
export async function readLevels(ctx: RecordsContext, { days }: { days: LevelDays }): Promise<ServiceLevelReport> {
  authorise(ctx.actor, "metrics:read");
  const since = ctx.nowS() - days * 86_400;
  const times = { first_audio: [], end_to_end: [], stt: [], ttft: [], tts_fast: [] } as Parameters<
    typeof percentilesOf
  >[0];
  let [turns, failed, before] = [0, 0, Number.MAX_SAFE_INTEGER];
  for (;;) {
    const rows = await ctx.db.read((tx) =>
      tx
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
        .leftJoin(sessions, eq(sessions.id, conversations.sessionId))
        .where(and(lt(conversations.id, before), gte(conversations.createdAt, since), isNull(sessions.deletedAt)))
        .orderBy(desc(conversations.id))
        .limit(turnsPerRead)
        .all(),
    );
    for (const { mode, errorCode, ...row } of rows) {
      turns += 1;
      if (errorCode !== null) failed += 1;
      const found = levelsOf({ ...row, mode: speechModeSchema.parse(mode) });
      for (const [level, ms] of Object.entries(found)) times[level as keyof typeof found].push(ms);
    }
    const last = rows.at(-1);
    if (!last || rows.length < turnsPerRead) break;
    before = last.id;
    await nextTick();
  }
  return { turns, failed_turns: failed, levels: percentilesOf(times) };
}
