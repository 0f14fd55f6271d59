import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "../../../lib/errors";
import { sampleOf, type TurnSample } from "../../../lib/metrics/turn-sample";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { Logger } from "../../platform/observability/logger";
import type { MetricEvents } from "../../platform/observability/metrics";
import type { RecordsContext } from "../context";
import { newestTurn } from "../newest-turn";
import { countOlderTurns, markCounted } from "./count-older-turns";
import { hourS, minuteS } from "./kept-for";
import { type NumberSources, readingsOf } from "./number-sources";
import { pruneNumbers } from "./prune-numbers";
import { type Reading, storeReadings } from "./store-readings";
import { storeCounts, storeSamples } from "./store-samples";

export interface KeptNumbers {
  events: Pick<MetricEvents, "turnEnded" | "errorTold">;
  /**
   * Begins to write, and to read what goes up and down. Turns that no number has yet are counted first. Call it once,
   * before anybody can talk.
   */
  start(sources: NumberSources): Promise<void>;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface KeepNumbersOptions {
  /** The system's context. */
  ctx: RecordsContext;
  logger: Logger;
  /** As many of each may wait while the database can't be written; what ends beyond is in no number, and is logged. */
  mostWaiting?: number;
}

/** From the first event that is not written yet. */
const writeAfterMs = 1_000;
/** Readings are written once a minute. */
const readEveryMs = 15_000;
const readingsPerWrite = 4;
/** After a try that failed. */
const countAgainMs = 5_000;
const pruneEveryMs = 3_600_000;

/**
 * Keeps the numbers of the running server. What ended since the last write waits in memory and is written in one
 * transaction; no turn waits for it.
 */
export function keepNumbers({ ctx, logger, mostWaiting = 10_000 }: KeepNumbersOptions): KeptNumbers {
  const waiting = {
    samples: [] as TurnSample[],
    told: [] as { atS: number; of: ErrorCode }[],
    readings: [] as Reading[],
  };
  const closing = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let reads = 0;
  let isCountingOlder = true;
  let dropped = 0;
  let due: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let background: Promise<void> = Promise.resolve();

  function add<T>(line: T[], event: T): void {
    if (line.length < mostWaiting) line.push(event);
    else dropped += 1;
    due ??= setTimeout(write, writeAfterMs).unref();
  }

  function write(): Promise<void> {
    clearTimeout(due);
    due = undefined;
    writing = writing.then(writeWaiting);
    return writing;
  }

  async function writeWaiting(): Promise<void> {
    // What is marked as counted then would hide the older turns that are not.
    if (isCountingOlder) return;
    try {
      const { samples, told, readings } = await ctx.db.write((tx) => storeWaiting(tx, waiting, ctx.nowS()));
      waiting.samples.splice(0, samples);
      waiting.told.splice(0, told);
      waiting.readings.splice(0, readings);
      if (dropped > 0) logger.error("metrics_dropped", { events: dropped });
      dropped = 0;
    } catch (error) {
      logger.warn("metrics_not_written", { turns: waiting.samples.length, error });
    }
  }

  async function read(from: NumberSources): Promise<void> {
    const readings = await readingsOf(from, ctx.nowS());
    if (waiting.readings.length < mostWaiting) waiting.readings.push(...readings);
    reads += 1;
    if (reads % readingsPerWrite === 0) await write();
  }

  /** Tries again until it has counted them: nothing is written before. */
  async function countOlder(upTo: number): Promise<void> {
    while (isCountingOlder) {
      try {
        const { turns, isDone } = await countOlderTurns(ctx, upTo, closing.signal);
        if (turns > 0) logger.info("older_turns_counted", { turns });
        isCountingOlder = !isDone;
      } catch (error) {
        logger.error("older_turns_not_counted", { error });
      }
      if (closing.signal.aborted) break;
      if (isCountingOlder) await sleep(countAgainMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    await write();
  }

  async function prune(): Promise<void> {
    try {
      const rows = await pruneNumbers(ctx, closing.signal);
      if (rows > 0) logger.info("metrics_pruned", { rows });
    } catch (error) {
      logger.error("metrics_not_pruned", { error });
    }
  }

  /** One after another. */
  function inBackground(work: () => Promise<void>): void {
    background = background.then(work);
  }

  return {
    events: {
      turnEnded(outcome, turn) {
        add(waiting.samples, sampleOf(turn, { atS: ctx.nowS(), outcome }));
      },
      errorTold: (of) => add(waiting.told, { atS: ctx.nowS(), of }),
    },
    async start(from) {
      authorise(ctx.actor, "job:run");
      const upTo = await ctx.db.read(newestTurn);
      inBackground(() => countOlder(upTo));
      inBackground(prune);
      const readAgain = () => read(from).catch((error: unknown) => logger.warn("readings_failed", { error }));
      timers.push(
        setInterval(readAgain, readEveryMs).unref(),
        setInterval(() => inBackground(prune), pruneEveryMs).unref(),
      );
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      closing.abort();
      await background;
      await write();
    },
  };
}

/** Returns how much of each line was stored. Nothing else runs meanwhile: what is stored has reported its end. */
function storeWaiting(
  tx: Transaction,
  { samples, told, readings }: { samples: TurnSample[]; told: { atS: number; of: ErrorCode }[]; readings: Reading[] },
  nowS: number,
): { samples: number; told: number; readings: number } {
  if (samples.length > 0) {
    storeSamples(tx, samples, nowS);
    markCounted(tx, newestTurn(tx));
  }
  for (const stepS of [minuteS, hourS]) {
    const stepOf = (atS: number) => Math.floor(atS / stepS) * stepS;
    const counts = told.map(({ atS, of }) => ({ kind: "told" as const, of, at: stepOf(atS), count: 1 }));
    storeCounts(tx, stepS, counts);
    storeReadings(tx, stepS, readings);
  }
  return { samples: samples.length, told: told.length, readings: readings.length };
}
