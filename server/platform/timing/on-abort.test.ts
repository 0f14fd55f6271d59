import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { followSignals } from "./followed-signals";
import { onAbort, untilAborted } from "./on-abort";

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

test("an abort calls the function once, and at once when the signal has already aborted", () => {
  const controller = new AbortController();
  const reasons: unknown[] = [];
  onAbort(controller.signal, (reason) => reasons.push(reason));
  controller.abort("first");
  controller.abort("second");
  onAbort(controller.signal, (reason) => reasons.push(reason));
  expect(reasons).toEqual(["first", "first"]);
});

test("waiting for a promise ends as soon as the signal aborts", async () => {
  const controller = new AbortController();
  const never = untilAborted(new Promise(() => undefined), controller.signal);
  controller.abort(new Error("enough"));
  await expect(never).rejects.toThrow("enough");
  await expect(untilAborted(Promise.resolve(1), controller.signal)).rejects.toThrow("enough");
});

test("a signal that lives on keeps no listeners", async () => {
  const { signal } = new AbortController();
  await expect(untilAborted(Promise.resolve(1), signal)).resolves.toBe(1);
  await expect(untilAborted(Promise.reject(new Error("broken")), signal)).rejects.toThrow("broken");
  onAbort(signal, () => undefined)();
  followSignals([signal]).release();
  await Promise.resolve();
  expect(listenersOf(signal)).toBe(0);
});
