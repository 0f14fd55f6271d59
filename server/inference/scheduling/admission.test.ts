import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAdmission } from "./admission";
import { maxWaiting } from "./admission-queue";
import type { Admission, Seat } from "./contract";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const idleSessionMs = 300_000;
const create = (maxSessions = 2) => createAdmission({ maxSessions, idleSessionMs, now: () => performance.now() });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const signal = () => new AbortController().signal;
const enter = (admission: Admission) => admission.request({ wait: false, signal: signal() });

/** A waiting request, with the positions that it got. */
function queue(admission: Admission, controller = new AbortController()) {
  const told: [number, number | null][] = [];
  const seat = admission.request({
    wait: true,
    signal: controller.signal,
    onPosition: (position, etaMs) => told.push([position, etaMs]),
  });
  return { seat, told, controller };
}

test("one request too many is refused; after a release the next one gets in", async () => {
  const admission = create();
  const first = await enter(admission);
  await enter(admission);
  await expect(enter(admission)).rejects.toMatchObject({ code: "at_capacity" });
  first.release();
  first.release();
  await enter(admission);
  expect(admission.counts()).toEqual({ maxSessions: 2, active: 2, waiting: 0 });
  await expect(enter(admission)).rejects.toMatchObject({ code: "at_capacity" });
});

test("waiting requests get their position, move up, and are admitted by arrival; nobody overtakes them", async () => {
  const admission = create(1);
  const active = await enter(admission);
  const second = queue(admission);
  const third = queue(admission);
  expect(second.told).toEqual([
    [1, null],
    [1, null],
  ]);
  expect(third.told).toEqual([[2, null]]);
  await expect(enter(admission)).rejects.toMatchObject({ code: "at_capacity" });
  await pass(60_000);
  active.release();
  const seat = await second.seat;
  expect(third.told.at(-1)).toEqual([1, 60_000]);
  await pass(20_000);
  seat.release();
  await third.seat;
  const fourth = queue(admission);
  expect(fourth.told).toEqual([[1, 40_000]]);
});

test("the estimate counts running sessions: it comes after a minute, and grows while nobody leaves", async () => {
  const admission = create(2);
  await enter(admission);
  await enter(admission);
  const waiting = queue(admission);
  await pass(28_000);
  expect(waiting.told.at(-1)).toEqual([1, null]);
  await pass(2_000);
  expect(waiting.told.at(-1)).toEqual([1, 30_000]);
  await pass(60_000);
  expect(waiting.told.at(-1)).toEqual([1, 90_000]);
});

/** Holds the seat, idle since the given time; `gaveUp` says whether it was taken back. */
function hold(seat: Seat, since: { idleSinceMs: number | null }) {
  let gaveUp = false;
  seat.heldBy({
    idleSinceMs: () => since.idleSinceMs,
    vacate() {
      gaveUp = true;
      seat.release();
    },
  });
  return { gaveUp: () => gaveUp };
}

test("an idle session keeps its seat until somebody waits; then the longest idle gives up, one for each who waits", async () => {
  const admission = create(3);
  const talking = hold(await enter(admission), { idleSinceMs: null });
  const idle = hold(await enter(admission), { idleSinceMs: performance.now() + 1_000 });
  const longIdle = hold(await enter(admission), { idleSinceMs: performance.now() });
  await pass(idleSessionMs * 2);
  expect([talking, idle, longIdle].map(({ gaveUp }) => gaveUp())).toEqual([false, false, false]);
  await queue(admission).seat;
  expect([talking, idle, longIdle].map(({ gaveUp }) => gaveUp())).toEqual([false, false, true]);
  await queue(admission).seat;
  expect([talking, idle, longIdle].map(({ gaveUp }) => gaveUp())).toEqual([false, true, true]);
});

test("a session idle while somebody waits gives up within 2 s of the limit; one that speaks does not", async () => {
  const admission = create(1);
  const since: { idleSinceMs: number | null } = { idleSinceMs: performance.now() };
  const holder = hold(await enter(admission), since);
  const waiting = queue(admission);
  await pass(idleSessionMs - 10_000);
  since.idleSinceMs = performance.now();
  await pass(idleSessionMs - 1);
  expect(holder.gaveUp()).toBe(false);
  await pass(2_001);
  expect(holder.gaveUp()).toBe(true);
  await waiting.seat;
  expect(vi.getTimerCount()).toBe(0);
});

test("a seat without a holder is not taken back", async () => {
  const admission = create(1);
  await enter(admission);
  const waiting = queue(admission);
  await pass(idleSessionMs * 2);
  expect(admission.counts()).toEqual({ maxSessions: 1, active: 1, waiting: 1 });
  waiting.controller.abort("gone");
  await expect(waiting.seat).rejects.toBe("gone");
});

test("a request that leaves the queue moves the others up and gets no seat", async () => {
  const admission = create(1);
  const active = await enter(admission);
  const leaving = queue(admission);
  const staying = queue(admission);
  leaving.controller.abort("gone");
  await expect(leaving.seat).rejects.toBe("gone");
  expect(staying.told.map(([position]) => position)).toEqual([2, 1]);
  active.release();
  await staying.seat;
  await expect(queue(admission, leaving.controller).seat).rejects.toBe("gone");
});

test("an abort after the seat was given has no effect", async () => {
  const admission = create(1);
  const controller = new AbortController();
  await queue(admission, controller).seat;
  controller.abort();
  expect(admission.counts().active).toBe(1);
});

test("the queue has a maximum length", async () => {
  const admission = create(1);
  await enter(admission);
  for (let index = 0; index < maxWaiting; index++) void queue(admission);
  await expect(queue(admission).seat).rejects.toMatchObject({ code: "at_capacity" });
});

test("another limit holds at once: those who wait get the new seats, and nobody loses one", async () => {
  const admission = create(1);
  const first = await enter(admission);
  const [second, third, fourth] = [queue(admission), queue(admission), queue(admission)];
  admission.limit({ maxSessions: 3, idleSessionMs });
  const seat = await second.seat;
  await third.seat;
  expect(fourth.told.at(-1)?.[0]).toBe(1);
  admission.limit({ maxSessions: 1, idleSessionMs });
  expect(admission.counts()).toEqual({ maxSessions: 1, active: 3, waiting: 1 });
  first.release();
  seat.release();
  expect(admission.counts()).toEqual({ maxSessions: 1, active: 1, waiting: 1 });
  await expect(enter(admission)).rejects.toMatchObject({ code: "at_capacity" });
});

test("a shorter idle time holds at once for those who wait", async () => {
  const admission = create(1);
  const holder = hold(await enter(admission), { idleSinceMs: performance.now() });
  const waiting = queue(admission);
  await pass(60_000);
  expect(holder.gaveUp()).toBe(false);
  admission.limit({ maxSessions: 1, idleSessionMs: 30_000 });
  expect(holder.gaveUp()).toBe(true);
  await waiting.seat;
});

test("with fewer seats than talk, idle seats are taken back only once that lets somebody in", async () => {
  const admission = create(4);
  const talking: { idleSinceMs: number | null } = { idleSinceMs: null };
  const holders = [hold(await enter(admission), talking)];
  for (const sinceMs of [1, 2, 3]) holders.push(hold(await enter(admission), { idleSinceMs: sinceMs }));
  const gaveUp = () => holders.map((holder) => holder.gaveUp());
  admission.limit({ maxSessions: 1, idleSessionMs });
  const waiting = queue(admission);
  await pass(idleSessionMs * 2);
  expect(gaveUp()).toEqual([false, false, false, false]);
  talking.idleSinceMs = performance.now();
  await pass(idleSessionMs + 2_000);
  expect(gaveUp()).toEqual([true, true, true, true]);
  await waiting.seat;
  expect(admission.counts()).toEqual({ maxSessions: 1, active: 1, waiting: 0 });
});
