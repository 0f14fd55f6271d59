import { expect, test } from "vitest";
import { advanceAttempt, furthestProgress, newAttempt } from "./model-attempt";
import { modelStates } from "./models";
import { modelStatus } from "./testing/model-status";

const at = (change: Parameters<typeof modelStatus>[0]) => newAttempt(null, modelStatus(change));

test("within one attempt a state only moves forward", () => {
  for (const [from, before] of modelStates.entries()) {
    for (const [to, after] of modelStates.entries()) {
      const attempt = at({ state: before });
      const { state } = advanceAttempt(attempt, attempt.id, { state: after }).status;
      expect([before, after, state]).toEqual([before, after, to < from ? before : after]);
    }
  }
});

test("a late report changes nothing, not even the texts", () => {
  const ready = at({ state: "ready" });
  expect(advanceAttempt(ready, ready.id, { state: "downloading", progress: 1, detail: "Downloading" })).toBe(ready);
});

test("a report of an earlier attempt is ignored, even where the state would allow it", () => {
  const first = at({ state: "downloading", progress: 0.5 });
  const second = newAttempt(first, modelStatus({ state: "waiting" }));
  expect(advanceAttempt(second, first.id, { state: "downloading", progress: 0.6 })).toBe(second);
  expect(advanceAttempt(second, second.id, { state: "downloading", progress: 0.1 }).status).toMatchObject({
    state: "downloading",
    progress: 0.1,
  });
});

test.each(modelStates)("a new attempt may follow %s; after `stopped` there is none", (state) => {
  const next = newAttempt(at({ state }), modelStatus({ state: "waiting" }));
  expect(next.status.state).toBe(state === "stopped" ? "stopped" : "waiting");
});

test("progress never goes back within a state, and begins anew with the next one", () => {
  const half = at({ state: "downloading", progress: 0.5 });
  const other = advanceAttempt(half, half.id, { progress: 0.2, detail: "from another source" });
  expect(other.status).toMatchObject({ progress: 0.5, detail: "from another source" });
  expect(advanceAttempt(half, half.id, { state: "loading", progress: null }).status.progress).toBeNull();
  expect([furthestProgress(null, 0.1), furthestProgress(0.3, null), furthestProgress(0.3, 0.1)]).toEqual([
    0.1, 0.3, 0.3,
  ]);
});

test("a report that says nothing new gives the same object", () => {
  const loading = at({ state: "loading", progress: null });
  expect(advanceAttempt(loading, loading.id, { state: "loading" })).toBe(loading);
});
