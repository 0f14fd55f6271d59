import { count, max } from "drizzle-orm";
import { expect, test } from "vitest";
import { metricCounts, metricGauges, metricSketches, metricTurns } from "../../../drizzle/schema";
import { sampleOf } from "../../../lib/metrics/turn-sample";
import { endedTurn } from "../../../lib/testing/ended-turn";
import { turnCall as call } from "../../../lib/testing/turn-call";
import { openTestDb } from "../testing/test-db";
import { hourS, minuteS, mostRows } from "./kept-for";
import { readingsOf } from "./number-sources";
import { pruneNumbers } from "./prune-numbers";
import { storeReadings } from "./store-readings";
import { storeCounts, storeSamples } from "./store-samples";

const dayS = 86_400;

function openHouse() {
  const fixture = openTestDb();
  const { db, as, clock } = fixture;
  const ctx = as({ kind: "system", job: "metrics" });
  const turn = endedTurn({ calls: [call("transcript"), call("reply", { first_ms: 300 }), call("segment")] });
  const store = (atS: number) =>
    ctx.db.write((tx) => {
      storeSamples(tx, [sampleOf(turn, { atS, outcome: "completed" })], atS);
      storeCounts(tx, minuteS, [{ kind: "told", of: "llm_failed", count: 1, at: atS }]);
    });
  const rows = {
    turns: () => db.select({ rows: count() }).from(metricTurns).get()?.rows ?? 0,
    sketches: () => db.select({ rows: count() }).from(metricSketches).get()?.rows ?? 0,
    counts: () => db.select({ rows: count() }).from(metricCounts).get()?.rows ?? 0,
    gauges: () => db.select({ rows: count() }).from(metricGauges).get()?.rows ?? 0,
  };
  return { ...fixture, ctx, store, rows, nowS: clock.nowS };
}

test("single turns go after 7 days, splits after a month, hours after a year", async () => {
  const { ctx, store, rows, clock, nowS, db } = openHouse();
  await store(nowS);
  const perHour = rows.sketches();
  const splits = () => [
    ...new Set(
      db
        .select({ split: metricSketches.split })
        .from(metricSketches)
        .all()
        .map((row) => row.split),
    ),
  ];
  expect(splits().sort()).toEqual(["mode", "model", "sessions", "voice"]);
  clock.nowS = nowS + 8 * dayS;
  await pruneNumbers(ctx);
  expect([rows.turns(), rows.sketches()]).toEqual([0, perHour]);
  clock.nowS = nowS + 32 * dayS;
  await pruneNumbers(ctx);
  expect(splits()).toEqual(["mode"]);
  expect(rows.counts()).toBeGreaterThan(0);
  clock.nowS = nowS + 367 * dayS;
  await pruneNumbers(ctx);
  expect([rows.sketches(), rows.counts()]).toEqual([0, 0]);
});

test("a table with too many rows loses its oldest", async () => {
  const { ctx, store, rows, nowS, db } = openHouse();
  for (let hour = 0; hour < 700; hour++) await store(nowS - hour * 60);
  const removed = await pruneNumbers(ctx, undefined, { ...mostRows, turns: 20 });
  expect([rows.turns(), removed]).toEqual([20, 680]);
  expect(
    db
      .select({ newest: max(metricTurns.at) })
      .from(metricTurns)
      .get(),
  ).toEqual({ newest: nowS });
});

test("all tables full of what a busy house writes stay below 200 MB", async () => {
  const { ctx, rows, nowS, sqlite } = openHouse();
  const bytesOf = (name: string) =>
    sqlite
      .prepare("select sum(pgsize) from dbstat where name in (select name from sqlite_schema where tbl_name = ?)")
      .pluck()
      .get(name) as number;
  const sizes: number[] = [];
  await ctx.db.write((tx) => {
    for (let hour = 0; hour < 24; hour++) {
      // A turn every ten seconds, day and night.
      const samples = Array.from({ length: 360 }, (_, index) => {
        const slowness = 1 + ((index * 7_919 + hour) % 1_009) / 300;
        const timings = { ...endedTurn().timings, first_audio_ms: 900 * slowness, e2e_ms: 2_000 * slowness };
        const calls = [
          call("transcript", { total_ms: 200 * slowness }),
          call("reply", { first_ms: 250 * slowness }),
          call("segment", { total_ms: 500 * slowness }),
        ];
        const models = { stt: "whisper-large-v3-turbo", llm: "qwen2.5-7b-instruct", tts: "f5-tts" };
        const [voice, mode, sessions] = [String(index % 6), index % 3 ? "fast" : "hq", 1 + (index % 5)] as const;
        const turn = endedTurn({ timings, calls, models, voice, mode, sessions });
        const atS = nowS - hour * hourS + index * 10;
        return sampleOf(turn, { atS, outcome: "completed" });
      });
      storeSamples(tx, samples, nowS);
    }
  });
  const source = {
    sessions: () => ({ active: 3, waiting: 1 }),
    gpus: () => ({ cards: [{ index: 0, usedMiB: 12_000.5, budgetMiB: 9_000, totalMiB: 24_000 }] }),
    residentMiB: async () => ({ web: 200.25, pages: 150.5 }),
  };
  for (let minute = 0; minute < 24 * 60; minute++) {
    const readings = await readingsOf(source, nowS - minute * minuteS);
    await ctx.db.write((tx) => storeReadings(tx, minuteS, readings));
  }
  for (const table of ["turns", "sketches", "counts", "gauges"] as const) {
    const perRow = bytesOf(`metric_${table}`) / rows[table]();
    sizes.push(perRow * mostRows[table]);
  }
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(200e6);
});
