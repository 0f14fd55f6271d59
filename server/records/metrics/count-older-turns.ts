import { setTimeout as sleep } from "node:timers/promises";
import { and, asc, eq, gt, gte, lte, sql } from "drizzle-orm";
import { conversations, metricProgress, turnDetails } from "../../../drizzle/schema";
import { errorCodeList } from "../../../lib/errors";
import { speechModeSchema } from "../../../lib/languages";
import { sampleOf, type TurnSample } from "../../../lib/metrics/turn-sample";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { isNotDeleted } from "../ownership";
import { keptForS } from "./kept-for";
import { storeSamples } from "./store-samples";

/** Turns of one transaction, and the rest after it: others wait for no longer than a moment. */
const atOnce = 30;
const restMs = 10;

/**
 * Counts the stored turns that no number has yet, up to a row of `conversations`: those from before there were numbers,
 * and those that a killed server had stored and not counted. Each is counted once, also when this is killed in between.
 * Resolves with how many they were, and whether they were all: `signal` ends it between two steps.
 */
export async function countOlderTurns(
  ctx: RecordsContext,
  upTo: number,
  signal?: AbortSignal,
): Promise<{ turns: number; isDone: boolean }> {
  authorise(ctx.actor, "job:run");
  const oldest = await ctx.db.read((tx) => oldestKept(tx, ctx.nowS()));
  let [turns, isDone] = [0, oldest === null];
  while (!isDone) {
    turns += await ctx.db.write((tx) => {
      const after = Math.max(countedUpTo(tx), (oldest ?? 0) - 1);
      const rows = turnsBetween(tx, { after, upTo });
      const samples = rows.filter(({ endedBy }) => endedBy !== "not_understood").map(sampleOfRow);
      storeSamples(tx, samples, ctx.nowS());
      isDone = rows.length < atOnce;
      markCounted(tx, isDone ? Math.max(after, upTo) : (rows.at(-1)?.id ?? upTo));
      return samples.length;
    });
    if (isDone || signal?.aborted) break;
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
  }
  return { turns, isDone };
}

/** Remembers that all turns up to this row are counted. */
export function markCounted(tx: Transaction, countedUpTo: number): void {
  tx.insert(metricProgress)
    .values({ id: 1, countedUpTo })
    .onConflictDoUpdate({ target: metricProgress.id, set: { countedUpTo } })
    .run();
}

function countedUpTo(tx: Transaction): number {
  return tx.select().from(metricProgress).get()?.countedUpTo ?? 0;
}

/** The first turn that is young enough for any number; read from the index of times alone. */
function oldestKept(tx: Transaction, nowS: number): number | null {
  const oldest = sql<number | null>`min(+${conversations.id})`;
  const isYoung = gte(conversations.createdAt, nowS - keptForS.hours);
  return tx.select({ oldest }).from(conversations).where(isYoung).get()?.oldest ?? null;
}

function sampleOfRow(row: ReturnType<typeof turnsBetween>[number]): TurnSample {
  const { atS, stt, llm, tts, ...turn } = row;
  const errorCode = errorCodeList.find((code) => code === turn.errorCode) ?? null;
  const outcome = turn.errorCode !== null ? "failed" : turn.interrupted ? "interrupted" : "completed";
  const mode = speechModeSchema.parse(turn.mode);
  return sampleOf({ ...turn, mode, models: { stt, llm, tts }, errorCode, sessions: null }, { atS, outcome });
}

/** Oldest first. */
function turnsBetween(tx: Transaction, { after, upTo }: { after: number; upTo: number }) {
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
      endedBy: turnDetails.endedBy,
      timings: turnDetails.timings,
      calls: turnDetails.calls,
      errorCode: turnDetails.errorCode,
    })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(gt(conversations.id, after), lte(conversations.id, upTo), isNotDeleted()))
    .orderBy(asc(conversations.id))
    .limit(atOnce)
    .all();
}
