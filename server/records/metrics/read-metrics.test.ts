import { expect, test } from "vitest";
import { turnThumbs } from "../../../drizzle/schema";
import { defaultAlertTargets } from "../../../lib/alerts/targets";
import { turnCall as call } from "../../../lib/testing/turn-call";
import { newestTurn } from "../newest-turn";
import { startSession } from "../sessions/start-session";
import { house } from "../settings/house";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, timings, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { countOlderTurns } from "./count-older-turns";
import { readErrors } from "./read-errors";
import { readRatings } from "./read-ratings";
import { readStages } from "./read-stages";
import { readTiles } from "./read-tiles";
import { readVolumes } from "./read-volumes";

async function openHouse() {
  const fixture = openTestDb();
  const { as, person, clock } = fixture;
  const ada = as(await person("ada"));
  const admin = as(await person("root", "admin"));
  const { sessionId } = await startSession(ada, sessionOptions);
  let turn = 0;
  const say = (changes: Parameters<typeof turnInput>[2] = {}) => recordTurn(ada, turnInput(sessionId, ++turn, changes));
  const system = as({ kind: "system", job: "metrics" });
  const count = async () => countOlderTurns(system, await system.db.read(newestTurn));
  return { ...fixture, ada, admin, clock, say, count };
}

test("a house without turns has tiles without numbers", async () => {
  const { admin } = await openHouse();
  const tiles = await readTiles(admin, { range: "24h" });
  expect(tiles.map(({ level }) => level)).toEqual([
    ...["first_audio", "end_to_end", "stt", "ttft", "tts_fast", "error_rate", "vram", "sessions", "similarity"],
  ]);
  for (const { now, count, trend, budget } of tiles) {
    expect({ now, count, budget }).toEqual({ now: null, count: 0, budget: null });
    expect(trend.every((part) => part === null)).toBe(true);
  }
  expect(await readStages(admin, { range: "24h" })).toMatchObject({ series: [] });
});

test("tiles say what is now, the trend, and what is left of the budget of 30 days", async () => {
  const { admin, clock, say, count } = await openHouse();
  for (let count = 0; count < 50; count++) await say();
  clock.nowS += 10 * 86_400;
  const slow = { ...timings, ttft_ms: 1_500, first_audio_ms: 2_440 };
  for (let count = 0; count < 50; count++) await say(count < 2 ? { timings: slow } : {});
  await say({ errorCode: "model_timeout", calls: [call("reply", { outcome: "failed", first_ms: null })] });
  await count();
  const tiles = await readTiles(admin, { range: "24h" });
  const tile = (level: string) => tiles.find((each) => each.level === level);
  expect(tile("first_audio")).toMatchObject({
    target: 1_500,
    count: 51,
    budget: { allowed: expect.closeTo(5.05), spent: 2, spent_by: "ttft" },
  });
  expect(Math.abs((tile("first_audio")?.now ?? 0) - 1_240)).toBeLessThan(13);
  expect(tile("first_audio")?.trend.filter((part) => part !== null)).toHaveLength(1);
  expect(tile("first_audio")?.budget?.lasts_days).toBeGreaterThan(20);
  expect(tile("error_rate")).toMatchObject({ now: 1 / 51, count: 51, budget: { spent: 1, spent_by: "ttft" } });
  expect(await readTiles(admin, { range: "30d" }).then(([first]) => first?.count)).toBe(101);
});

test("the targets are the house's, and so is what spends a budget from then on", async () => {
  const { admin, say, count } = await openHouse();
  const tile = async (level: string) => (await readTiles(admin, { range: "24h" })).find((each) => each.level === level);
  for (let turn = 0; turn < 20; turn++) await say();
  await count();
  expect(await tile("first_audio")).toMatchObject({ target: 1_500, budget: { spent: 0 } });
  const p95Ms = { ...defaultAlertTargets.p95Ms, first_audio: 1_200 };
  await house.save(admin, { key: "alertTargets", value: { ...defaultAlertTargets, p95Ms, errorRate: 0.5 } });
  await say();
  await say({ errorCode: "model_timeout" });
  await count();
  expect(await tile("first_audio")).toMatchObject({ target: 1_200, budget: { spent: 2, spent_by: "endpoint" } });
  expect(await tile("error_rate")).toMatchObject({ target: 0.5, budget: { allowed: 11, spent: 1 } });
  expect(await tile("stt")).toMatchObject({ target: 600 });
});

test("stages are split by mode, voice and model", async () => {
  const { admin, say, count } = await openHouse();
  const spoke = (mode: "fast" | "hq", ms: number) => [call("segment", { mode, total_ms: ms })];
  for (let count = 0; count < 3; count++) await say({ mode: "fast", calls: spoke("fast", 400) });
  await say({ mode: "hq", voice: { kind: "builtin", name: "george" }, calls: spoke("hq", 2_000) });
  await count();
  const counts = async (split: "mode" | "voice" | "model" | "sessions" | null) =>
    (await readStages(admin, { range: "15m", split })).series.map(
      ({ stage, split_value, whole }) => `${stage} ${split_value} ${whole.count}`,
    );
  expect(await counts(null)).toEqual([
    ...["first_audio null 4", "end_to_end null 4", "tts_fast null 3", "endpoint null 4", "tts_hq null 1"],
  ]);
  expect(await counts("mode")).toContain("first_audio hq 1");
  expect(await counts("voice")).toContain("tts_hq builtin:george 1");
  expect(await counts("model")).toContain("tts_fast dittli-en 3");
});

test("errors, volumes and ratings by what they are of, over time", async () => {
  const { admin, ada, say, clock, db, count } = await openHouse();
  const { conversationId } = await say();
  await say({ endedBy: "user_stop" });
  clock.nowS += 3_600;
  for (const errorCode of ["model_timeout", "model_timeout", "llm_failed"] as const) await say({ errorCode });
  const rated = { conversationId, userId: (ada.actor as { userId: number }).userId, createdAt: clock.nowS };
  db.insert(turnThumbs)
    .values({ ...rated, thumb: "down" })
    .run();
  await count();
  const errors = await readErrors(admin, { range: "24h" });
  expect(errors.failed_turns).toMatchObject([
    { of: "model_timeout", count: 2, points: [{ count: 2 }] },
    { of: "llm_failed", count: 1 },
  ]);
  expect((await readVolumes(admin, { range: "24h" })).turns).toMatchObject([
    { of: "failed", count: 3 },
    { of: "completed", count: 1 },
    { of: "interrupted", count: 1 },
  ]);
  expect(await readRatings(admin, { range: "7d" })).toMatchObject({
    thumbs: [{ of: "down", count: 1, points: [{ count: 1 }] }],
    similarity: { count: 0, mean: null, points: [] },
  });
});

test.each(["15m", "24h", "30d"] as const)(
  "what happens within one step of %s is one point at its beginning",
  async (range) => {
    const { admin, ada, say, clock, db, count } = await openHouse();
    clock.nowS = Math.floor(clock.nowS / 86_400) * 86_400 + 7;
    const stepS = (await readVolumes(admin, { range })).step_s;
    const { userId } = ada.actor as { userId: number };
    for (const inS of [7, 19, 31]) {
      clock.nowS += inS === 7 ? 0 : 12;
      const { conversationId } = await say({ errorCode: "model_timeout" });
      db.insert(turnThumbs).values({ conversationId, userId, createdAt: clock.nowS, thumb: "up" }).run();
    }
    await count();
    const from_s = clock.nowS - 31;
    expect(from_s % stepS).toBe(0);
    const point = { from_s, count: 3 };
    expect((await readVolumes(admin, { range })).turns).toEqual([{ of: "failed", count: 3, points: [point] }]);
    expect((await readErrors(admin, { range })).failed_turns).toMatchObject([{ points: [point] }]);
    expect((await readRatings(admin, { range })).thumbs).toMatchObject([{ points: [point] }]);
  },
);

test("a range or a split that is not offered is refused", async () => {
  const { admin } = await openHouse();
  await expect(readTiles(admin, { range: "1y" as "7d" })).rejects.toMatchObject({ code: "invalid_input" });
  const split = "person" as "mode";
  await expect(readStages(admin, { range: "7d", split })).rejects.toMatchObject({ code: "invalid_input" });
});
