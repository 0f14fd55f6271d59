import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { metricTurns } from "../../../drizzle/schema";
import { endedTurn } from "../../../lib/testing/ended-turn";
import { turnCall as call } from "../../../lib/testing/turn-call";
import { holdLock } from "../../platform/db/testing/hold-lock";
import { createLogger, silentLogger } from "../../platform/observability/logger";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { keepNumbers } from "./keep-numbers";
import type { NumberSources } from "./number-sources";
import { readErrors } from "./read-errors";
import { readGauges } from "./read-gauges";
import { readPeriod } from "./read-period";
import { readStages } from "./read-stages";
import { readTiles } from "./read-tiles";
import { readVolumes } from "./read-volumes";

const sources: NumberSources = {
  sessions: () => ({ active: 3, waiting: 1 }),
  gpus: () => ({ cards: [{ index: 0, usedMiB: 12_000, budgetMiB: null, totalMiB: 24_000 }] }),
  residentMiB: async () => ({ web: 200, pages: 150 }),
};

async function openHouse() {
  const fixture = openTestDb();
  const { as, person, clock, db, dataDir, sqlite } = fixture;
  const admin = as(await person("root", "admin"));
  const ada = as(await person("ada"));
  const ctx = as({ kind: "system", job: "metrics" });
  const keeper = async () => {
    const numbers = keepNumbers({ ctx, logger: silentLogger });
    await numbers.start(sources);
    return numbers;
  };
  const { sessionId } = await startSession(ada, sessionOptions);
  let turn = 0;
  /** A turn that is stored; its end is not reported. */
  const store = (changes: Parameters<typeof turnInput>[2] = {}) =>
    recordTurn(ada, turnInput(sessionId, ++turn, changes));
  const counted = async () =>
    (await readVolumes(admin, { range: "30d" })).turns.reduce((sum, { count }) => sum + count, 0);
  return {
    dataDir,
    sqlite,
    admin,
    clock,
    ctx,
    keeper,
    store,
    counted,
    rows: () => db.select().from(metricTurns).all(),
  };
}

test("what ended is written without anybody waiting for it, and is there after a restart", async () => {
  const { admin, keeper, rows } = await openHouse();
  const numbers = await keeper();
  numbers.events.turnEnded("completed", endedTurn({ sessions: 3 }));
  numbers.events.turnEnded("failed", endedTurn({ sessions: 3, errorCode: "llm_failed" }));
  numbers.events.errorTold("llm_failed");
  expect(rows()).toEqual([]);
  await expect.poll(() => rows().length, { timeout: 10_000 }).toBe(2);
  await numbers.close();
  for (const range of ["15m", "24h", "7d", "30d"] as const) {
    const { series } = await readStages(admin, { range, split: "sessions" });
    expect(series[0]).toMatchObject({ stage: "first_audio", split_value: "3", whole: { count: 2 } });
    const errors = await readErrors(admin, { range });
    expect(errors.failed_turns).toMatchObject([{ of: "llm_failed", count: 1 }]);
    expect(errors.told).toMatchObject([{ of: "llm_failed", count: 1 }]);
    const tiles = await readTiles(admin, { range });
    expect(tiles.find(({ level }) => level === "error_rate")).toMatchObject({ now: 0.5, count: 2 });
  }
});

test("nothing that is kept names a person, a session or a turn", async () => {
  const { keeper, rows } = await openHouse();
  const numbers = await keeper();
  numbers.events.turnEnded("completed", endedTurn({ calls: [call("reply", { seed: 7 })] }));
  await numbers.close();
  expect(Object.keys(rows()[0] ?? {}).sort()).toEqual([
    ...["at", "errorCode", "id", "llmModel", "mode", "outcome", "sessions", "stages", "sttModel", "ttsModel", "voice"],
  ]);
});

test("turns from before there were numbers are counted once, in the background", async () => {
  const { keeper, store, counted } = await openHouse();
  for (let count = 0; count < 230; count++) await store();
  await store({ endedBy: "not_understood", userText: "", aiText: "" });
  const first = await keeper();
  await expect.poll(counted, { timeout: 20_000 }).toBe(230);
  await first.close();
  await (await keeper()).close();
  expect(await counted()).toBe(230);
});

test("a server that is killed has lost no stored turn, and counts none twice", async () => {
  const { keeper, store, counted } = await openHouse();
  for (let count = 0; count < 120; count++) await store();
  const killed = await keeper();
  // While older turns are counted, new ones end.
  await store();
  killed.events.turnEnded("completed", endedTurn());
  await expect.poll(counted, { timeout: 20_000 }).toBeGreaterThanOrEqual(100);
  await killed.close();
  expect(await counted()).toBe(121);
  // This one's end was never written.
  await store();
  const next = await keeper();
  await expect.poll(counted, { timeout: 20_000 }).toBe(122);
  await next.close();
  expect(await counted()).toBe(122);
});

test("older turns that can't be counted are counted as soon as they can", async () => {
  const { dataDir, sqlite, keeper, store, counted } = await openHouse();
  await store();
  sqlite.pragma("busy_timeout = 0");
  const holder = await holdLock(join(dataDir, "app.db"), "BEGIN IMMEDIATE");
  const numbers = await keeper();
  numbers.events.turnEnded("completed", endedTurn());
  await expect.poll(counted).toBe(0);
  await holder.release();
  await expect.poll(counted, { timeout: 20_000 }).toBe(2);
  await numbers.close();
});

test("what ends while too much waits is in no number, not at the next start either, and is logged", async () => {
  const { ctx, keeper, store, counted } = await openHouse();
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("info", { write: (line: string) => void lines.push(JSON.parse(line)) });
  const numbers = keepNumbers({ ctx, logger, mostWaiting: 2 });
  await numbers.start(sources);
  for (let count = 0; count < 5; count++) await store();
  for (let count = 0; count < 5; count++) numbers.events.turnEnded("completed", endedTurn());
  await numbers.close();
  expect(lines.filter(({ event }) => event === "metrics_dropped")).toMatchObject([{ events: 3 }]);
  expect(await counted()).toBe(2);
  await (await keeper()).close();
  expect(await counted()).toBe(2);
});

test("readings are written with their mean and their highest", async () => {
  const { admin, clock, keeper } = await openHouse();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const numbers = await keeper();
  await vi.advanceTimersByTimeAsync(60_000);
  // Another minute of the same step.
  clock.nowS += 120;
  await vi.advanceTimersByTimeAsync(60_000);
  await numbers.close();
  const { series } = await readGauges(admin, { range: "24h" });
  expect(series.map(({ gauge, of }) => `${gauge} ${of}`.trim())).toEqual([
    ...["resident_mib pages", "resident_mib web", "sessions_talking", "sessions_waiting"],
    ...["vram_total_mib 0", "vram_used_mib 0"],
  ]);
  expect(series.at(-1)?.points).toEqual([{ from_s: clock.nowS - 120, mean: 12_000, max: 12_000 }]);
  const tiles = await readTiles(admin, { range: "30d" });
  expect(tiles.find(({ level }) => level === "vram")).toMatchObject({ now: 0.5, count: 1 });
  expect(tiles.find(({ level }) => level === "sessions")).toMatchObject({ now: 3, target: 5 });
});

test("what ended while the clock was ahead is in no chart before its time", async () => {
  const { admin, clock, keeper } = await openHouse();
  const numbers = await keeper();
  clock.nowS += 86_400;
  numbers.events.turnEnded("failed", endedTurn({ errorCode: "llm_failed" }));
  clock.nowS -= 86_400;
  await numbers.close();
  for (const range of ["15m", "24h", "7d", "30d"] as const) {
    expect((await readStages(admin, { range })).series).toEqual([]);
    expect((await readErrors(admin, { range })).failed_turns).toEqual([]);
  }
});

test("a period says how it stood to the levels, and its days", async () => {
  const { admin, clock, keeper } = await openHouse();
  const from_s = Math.floor(clock.nowS / 3_600) * 3_600;
  const numbers = await keeper();
  const slow = endedTurn({ timings: { ...endedTurn().timings, first_audio_ms: 9_000 } });
  numbers.events.turnEnded("completed", endedTurn());
  numbers.events.turnEnded("completed", slow);
  clock.nowS += 86_400;
  numbers.events.turnEnded("failed", endedTurn());
  clock.nowS += 86_400;
  numbers.events.turnEnded("completed", endedTurn());
  await numbers.close();
  // The second day has 25 hours, as the one on which summer time ends.
  const days_s = [from_s, from_s + 86_400, from_s + 2 * 86_400 + 3_600];
  const report = await readPeriod(admin, { from_s, to_s: from_s + 3 * 86_400, days_s });
  expect(report).toMatchObject({
    turns: 4,
    failed_turns: [{ of: "unknown", count: 1 }],
    days: [
      { from_s, count: 2 },
      { from_s: from_s + 86_400, count: 2 },
      { from_s: from_s + 2 * 86_400 + 3_600, count: 0 },
    ],
  });
  expect(report.levels[0]).toMatchObject({ level: "first_audio", count: 4, missed: 1 });
});
