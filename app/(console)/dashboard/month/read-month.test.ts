import { expect, test } from "vitest";
import { monthLevels } from "@/lib/alerts/month-levels";
import { defaultAlertTargets } from "@/lib/alerts/targets";
import type { TurnSample } from "@/lib/metrics/turn-sample";
import { storeSamples } from "@/server/records/metrics/store-samples";
import { house } from "@/server/records/settings/house";
import { openTestDb } from "@/server/records/testing/test-db";
import { timings } from "@/server/records/testing/turn-input";
import { readMonth } from "./read-month";

const ofOctober = (day: number) => Date.UTC(2026, 9, day, 12) / 1_000;

async function openMonth() {
  const { as, person, clock } = openTestDb();
  const admin = as(await person("root", "admin"));
  const say = (count: number, ms: number) => {
    const stages = { first_audio: ms };
    const sample = { atS: clock.nowS - 10, outcome: "completed", errorCode: null, sessions: 1, mode: "fast" };
    const models = { stt: null, llm: null, tts: null };
    const kept = { ...sample, stages, timings, voice: "x", models, failedStage: null } as TurnSample;
    return admin.db.write((tx) => storeSamples(tx, Array<TurnSample>(count).fill(kept), clock.nowS));
  };
  const firstAudio = async (ms: number) => {
    const now = await house.read(admin, "alertTargets");
    await house.save(admin, { key: "alertTargets", value: { ...now, p95Ms: { ...now.p95Ms, first_audio: ms } } });
  };
  const level = async (month: string) => {
    const { period, targets } = await readMonth(admin, month);
    return monthLevels(period, targets.held).find((each) => each.level === "first_audio");
  };
  return { admin, clock, say, firstAudio, level };
}

test("a month keeps its judgement, whatever the house decides later", async () => {
  const { clock, say, firstAudio, level } = await openMonth();
  clock.nowS = ofOctober(15);
  await say(100, 2_000);
  const asItWas = { targets: [{ target: defaultAlertTargets.p95Ms.first_audio }], over: 100, state: "missed" };
  expect(await level("2026-10")).toMatchObject(asItWas);
  clock.nowS = Date.UTC(2026, 10, 15, 12) / 1_000;
  await firstAudio(2_500);
  expect(await level("2026-10")).toMatchObject(asItWas);
  await say(100, 2_000);
  expect(await level("2026-11")).toMatchObject({ over: 0, state: "met" });
});

test("a target that was changed within the month: each turn counts by the one that held", async () => {
  const { clock, say, firstAudio, level } = await openMonth();
  clock.nowS = ofOctober(1);
  await firstAudio(3_000);
  clock.nowS = ofOctober(10);
  await say(50, 2_000);
  await firstAudio(1_800);
  await say(50, 2_000);
  clock.nowS = ofOctober(40);
  await firstAudio(9_000);
  const { targets, ...found } = (await level("2026-10")) ?? { targets: [] };
  expect(targets.map(({ target }) => target)).toEqual([1_500, 3_000, 1_800]);
  expect(targets.at(-1)?.from_s).toBe(ofOctober(10));
  // The P95 of the month is within the first of them, but half of the turns missed theirs.
  expect(found).toMatchObject({ count: 100, over: 50, state: "missed" });
});

test("what the audit log no longer has is said", async () => {
  const { admin, clock, firstAudio } = await openMonth();
  clock.nowS = ofOctober(10);
  await firstAudio(3_000);
  expect((await readMonth(admin, "2026-10")).targets.known_from_s).toBeNull();
  await house.save(admin, { key: "auditKeepDays", value: 90 });
  clock.nowS += 90 * 86_400;
  expect((await readMonth(admin, "2026-10")).targets.known_from_s).toBe(ofOctober(10));
});
