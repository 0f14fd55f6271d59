import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ConnectionWatch } from "./connection-watch";
import type { Reachability } from "./server-reachable";

let page: EventTarget;
let ending: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal("window", page);
  ending = new AbortController();
});
afterEach(() => {
  ending.abort();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function watch(answer: Reachability, isExpecting = true) {
  const asked: number[] = [];
  const onLost = vi.fn();
  const started = new ConnectionWatch({
    isExpecting: () => isExpecting,
    ask: async (timeoutMs) => {
      asked.push(timeoutMs);
      return answer;
    },
    onLost,
  });
  started.open(ending.signal);
  started.heard();
  return { watch: started, asked, onLost };
}

it.each(["unreachable", "silent"] as const)("believes an offline browser within a second: %s", async (answer) => {
  const { asked, onLost } = watch(answer, false);
  page.dispatchEvent(new Event("offline"));
  await vi.advanceTimersByTimeAsync(0);
  expect(onLost).toHaveBeenCalledOnce();
  expect(asked[0]).toBeLessThan(1_000);
});

it("keeps a connection that works without a network, as to localhost", async () => {
  const { onLost } = watch("answers");
  page.dispatchEvent(new Event("offline"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(onLost).not.toHaveBeenCalled();
});

it("asks when a running turn falls silent, and not while messages come", async () => {
  const { watch: watched, asked, onLost } = watch("unreachable");
  for (let second = 0; second < 10; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    watched.heard();
  }
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(onLost).toHaveBeenCalled();
});

it("waits for a server that is merely slow", async () => {
  const { asked, onLost } = watch("silent");
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked.length).toBeGreaterThan(1);
  expect(onLost).not.toHaveBeenCalled();
});

it("asks nothing while nothing is expected, and nothing after its end", async () => {
  const { asked } = watch("unreachable", false);
  await vi.advanceTimersByTimeAsync(60_000);
  ending.abort();
  page.dispatchEvent(new Event("offline"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
});
