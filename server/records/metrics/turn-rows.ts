import { setImmediate as nextTick } from "node:timers/promises";
import { and, desc, eq, gte, isNull, lt, ne, or, sql } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import { errorCodeList } from "../../../lib/errors";
import { speechModeSchema } from "../../../lib/languages";
import { sampleOf, type TurnSample } from "../../../lib/metrics/turn-sample";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { isNotDeleted } from "../ownership";

/** Some milliseconds of reading at a time. */
const turnsPerRead = 200;

/** The stored turns since then as samples, newest first, some at a time. */
export async function* readTurnSamples(ctx: RecordsContext, sinceS: number): AsyncGenerator<TurnSample[]> {
  const oldest = await ctx.db.read((tx) => oldestTurn(tx, sinceS));
  for (let before = Number.MAX_SAFE_INTEGER; oldest !== null; ) {
    const rows = await ctx.db.read((tx) => turnsOf(tx, { sinceS, oldest, before }));
    yield rows.map(sampleOfRow);
    const last = rows.at(-1);
    if (!last || rows.length < turnsPerRead) break;
    before = last.id;
    await nextTick();
  }
}

function sampleOfRow(row: ReturnType<typeof turnsOf>[number]): TurnSample {
  const { atS, stt, llm, tts, ...turn } = row;
  const errorCode = errorCodeList.find((code) => code === turn.errorCode) ?? null;
  const outcome = turn.errorCode !== null ? "failed" : turn.interrupted ? "interrupted" : "completed";
  const mode = speechModeSchema.parse(turn.mode);
  return sampleOf({ ...turn, mode, models: { stt, llm, tts }, errorCode }, { atS, outcome, sessions: null });
}

/** Read from the index of times alone; without it, the last read would go through all older turns. */
function oldestTurn(tx: Transaction, sinceS: number): number | null {
  const oldest = sql<number | null>`min(+${conversations.id})`;
  return tx.select({ oldest }).from(conversations).where(gte(conversations.createdAt, sinceS)).get()?.oldest ?? null;
}

/** The newest turns of the period that are older than the turn `before`, newest first; noise is no turn. */
function turnsOf(tx: Transaction, { sinceS, oldest, before }: { sinceS: number; oldest: number; before: number }) {
  const isInRange = and(gte(conversations.id, oldest), lt(conversations.id, before));
  const isTurn = or(isNull(turnDetails.endedBy), ne(turnDetails.endedBy, "not_understood"));
  return tx
    .select({
      id: conversations.id,
      atS: conversations.createdAt,
      wasSpoken: sql<boolean>`${conversations.userAudioPath} <> ''`.mapWith(Boolean),
      replyChars: sql<number>`length(${conversations.aiText})`,
      mode: turnDetails.mode,
      voice: turnDetails.voice,
      stt: turnDetails.sttModel,
      llm: turnDetails.llmModel,
      tts: turnDetails.ttsModel,
      interrupted: turnDetails.interrupted,
      timings: turnDetails.timings,
      calls: turnDetails.calls,
      errorCode: turnDetails.errorCode,
    })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(isInRange, gte(sql`+${conversations.createdAt}`, sinceS), isTurn, isNotDeleted()))
    .orderBy(desc(conversations.id))
    .limit(turnsPerRead)
    .all();
}
