import { setTimeout as delay, setImmediate as nextTick } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLockQueue } from "./lock-queue";

const locked = () => {
  throw new Error("locked");
};
const isLock = (error: unknown) => (error as Error).message === "locked";

test("an attempt that arrives just after the queue became empty is not retried twice as often", async () => {
  const tries = { calm: 0, late: 0 };
  let isOver = false;
  const now = () => (isOver ? Number.POSITIVE_INFINITY : 0);
  const [calm, late] = [createLockQueue(isLock, now), createLockQueue(isLock, now)];
  const waitIn = (name: "calm" | "late") =>
    (name === "calm" ? calm : late).run(() => {
      tries[name] += 1;
      locked();
    }, 1);

  let isHeld = true;
  const first = late.run(() => (isHeld ? locked() : undefined), 1);
  isHeld = false;
  // This runs in the tick after the first attempt succeeded, while the queue lets other work run.
  const second = first.then(() => waitIn("late"));
  await first;
  const waiting = [second, waitIn("calm")].map((each) => each.catch((error: unknown) => error));
  while (tries.calm < 40) await delay(5);
  isOver = true;
  await Promise.all(waiting);
  await nextTick();
  expect(tries.late).toBeLessThan(1.5 * tries.calm);
});
