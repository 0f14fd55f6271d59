import { expect, test } from "vitest";
import { createAdmission } from "./admission";
import { maxWaiting } from "./admission-queue";
import type { Admission } from "./lease";

let nowMs = 0;
const create = (maxSessions = 2) => createAdmission({ maxSessions, now: () => nowMs });
const signal = () => new AbortController().signal;
const enter = (admission: Admission, sessionId: string) =>
  admission.request({ sessionId, wait: false, signal: signal() });

/** A request that waits, with what it was told. */
function queue(admission: Admission, sessionId: string, controller = new AbortController()) {
  const told: [number, number | null][] = [];
  const slot = admission.request({
    sessionId,
    wait: true,
    signal: controller.signal,
    onPosition: (position, etaMs) => told.push([position, etaMs]),
  });
  return { slot, told, controller };
}

test("the one too many is turned away; after a release the next gets in", async () => {
  const admission = create();
  const first = await enter(admission, "a");
  await enter(admission, "b");
  await expect(enter(admission, "c")).rejects.toMatchObject({ code: "at_capacity" });
  first.release();
  first.release();
  await enter(admission, "c");
  expect(admission.counts()).toEqual({ maxSessions: 2, active: 2, waiting: 0 });
  await expect(enter(admission, "d")).rejects.toMatchObject({ code: "at_capacity" });
});

test("those who wait are told their place, move up, and are let in by arrival; nobody overtakes them", async () => {
  nowMs = 0;
  const admission = create(1);
  const active = await enter(admission, "a");
  const second = queue(admission, "b");
  const third = queue(admission, "c");
  expect(second.told).toEqual([
    [1, null],
    [1, null],
  ]);
  expect(third.told).toEqual([[2, null]]);
  await expect(enter(admission, "d")).rejects.toMatchObject({ code: "at_capacity" });
  nowMs = 60_000;
  active.release();
  const slot = await second.slot;
  expect(third.told.at(-1)).toEqual([1, 60_000]);
  nowMs = 80_000;
  slot.release();
  await third.slot;
  const fourth = queue(admission, "e");
  expect(fourth.told).toEqual([[1, 40_000]]);
});

test("one who leaves the queue moves the others up and gets no slot", async () => {
  const admission = create(1);
  const active = await enter(admission, "a");
  const leaving = queue(admission, "b");
  const staying = queue(admission, "c");
  leaving.controller.abort("gone");
  await expect(leaving.slot).rejects.toBe("gone");
  expect(staying.told.map(([position]) => position)).toEqual([2, 1]);
  active.release();
  await staying.slot;
  await expect(queue(admission, "x", leaving.controller).slot).rejects.toBe("gone");
});

test("an abort after the slot was given takes nothing away", async () => {
  const admission = create(1);
  const controller = new AbortController();
  await queue(admission, "a", controller).slot;
  controller.abort();
  expect(admission.counts().active).toBe(1);
});

test("a session that is in, or waits, can't come in a second time", async () => {
  const admission = create(1);
  await enter(admission, "a");
  void queue(admission, "b");
  for (const sessionId of ["a", "b"]) {
    await expect(queue(admission, sessionId).slot).rejects.toMatchObject({ code: "session_in_use" });
  }
});

test("the queue has an end", async () => {
  const admission = create(1);
  await enter(admission, "a");
  for (let index = 0; index < maxWaiting; index++) void queue(admission, `w${index}`);
  await expect(queue(admission, "late").slot).rejects.toMatchObject({ code: "at_capacity" });
});
