import { expect, test } from "vitest";
import { modelDetail, noDetail } from "../../model-detail";
import {
  type HealthEvent,
  type HealthState,
  initialHealth,
  isFresh,
  nextHealth,
  nextProbeInMs,
  probePostponedMs,
} from "./health-state";
import type { ProbedModel } from "./probe";

const wellMs = 10_000;
const delays = { wellMs, retry: { firstMs: 500, maxMs: 8_000 } };
const model: ProbedModel = {
  name: "m",
  contextTokens: null,
  servedBy: null,
  normalisesText: false,
  clonesVoices: false,
  voices: null,
  licence: null,
  listed: "listed",
};
const url = "http://here/v1";
const detail = modelDetail("server_unreachable", { url }, "Nothing answers.");
const silence = modelDetail("server_unreachable", { url }, "The first token did not come within 20 s.");

type Step = HealthEvent | number | { own: "passed" | "failed" | "loading" };

/** Plays events; a number lets that many ms pass, `own` is the outcome of a probe of the current attempt. */
function play(...steps: Step[]) {
  let state: HealthState = initialHealth;
  let nowMs = 0;
  for (const step of steps) {
    if (typeof step === "number") nowMs += step;
    else {
      const event = "own" in step ? outcome(state.attempt.id, step.own) : step;
      state = nextHealth(state, event, { nowMs, wellMs });
    }
  }
  return { state, nowMs };
}

function outcome(attemptId: object, own: "passed" | "failed" | "loading"): HealthEvent {
  if (own === "passed") return { type: "probe_passed", attemptId, model };
  return { type: "probe_failed", attemptId, isLoading: own === "loading", detail };
}

const [passed, failed, loading] = (["passed", "failed", "loading"] as const).map((own) => ({ own })) as [
  Step,
  Step,
  Step,
];
const wanted: Step = { type: "probe_wanted" };
const began: Step = { type: "probe_began" };
const threw: Step = { type: "probe_threw" };
const answered: Step = { type: "call_answered", isHostReady: true };
const answeredByLeavingHost: Step = { type: "call_answered", isHostReady: false };
const callFailed: Step = { type: "call_failed", silence: null };
const callUnanswered: Step = { type: "call_failed", silence };
const hostLeft: Step = { type: "host_left" };
const closed: Step = { type: "closed" };
const late: Step = { type: "probe_passed", attemptId: {}, model };

test.each<[what: string, steps: Step[], state: string, detail: string | null, nextProbeMs: number]>([
  ["nothing was observed", [], "waiting", null, wellMs],
  ["the first probe is wanted", [wanted], "loading", null, wellMs],
  ["a probe passed", [wanted, began, passed], "ready", null, wellMs],
  ["a probe failed", [wanted, began, threw, failed], "failed", "Nothing answers.", 500],
  ["three probes failed", [failed, failed, failed], "failed", "Nothing answers.", 2_000],
  ["ten probes failed", Array<Step>(10).fill(failed), "failed", "Nothing answers.", 8_000],
  ["the server says that it loads", [wanted, began, threw, loading], "loading", "Nothing answers.", 500],
  ["a probe passed after failures", [failed, failed, began, passed], "ready", null, wellMs],
  ["a further probe is wanted", [failed, wanted], "failed", "Nothing answers.", 500],
  ["a call failed during a probe that passed", [wanted, began, callFailed, passed], "ready", null, 0],
  ["a call failed before a probe that passed", [passed, callFailed, began, passed], "ready", null, wellMs],
  ["a call got no answer", [passed, callUnanswered], "failed", silence.detail, 0],
  ["a call was answered after that", [passed, callUnanswered, answered], "ready", null, wellMs],
  ["a call was answered after failed probes", [passed, failed, answered], "ready", null, wellMs],
  ["a call was answered before any probe passed", [failed, answered], "failed", "Nothing answers.", wellMs],
  ["a call was answered by a host that leaves", [passed, hostLeft, answeredByLeavingHost], "waiting", null, wellMs],
  ["the host left", [passed, failed, hostLeft], "waiting", null, wellMs],
  ["the outcome of an earlier attempt came", [passed, failed, late], "failed", "Nothing answers.", 500],
  ["it was closed", [passed, closed], "stopped", null, wellMs],
  ["a probe passed after it was closed", [wanted, closed, passed], "stopped", null, wellMs],
])("%s", (_, steps, expected, words, nextProbeMs) => {
  const { state } = play(...steps);
  expect([state.attempt.status.state, state.attempt.status.detail, nextProbeInMs(state, delays)]).toEqual([
    expected,
    words,
    nextProbeMs,
  ]);
});

test.each<[what: string, steps: Step[], postponedMs: number]>([
  ["calls went well since", [passed, 9_000, answered, 1_000], 9_001],
  ["nothing was called since", [passed, wellMs], 0],
  ["a call failed since", [passed, 9_000, answered, callFailed, 1_000], 0],
  ["the server is not well", [passed, failed], 0],
])("a probe that is due is postponed by calls alone: %s", (_, steps, postponedMs) => {
  const { state, nowMs } = play(...steps);
  expect(probePostponedMs(state, nowMs, wellMs)).toBe(postponedMs);
  expect(isFresh(state, nowMs, wellMs)).toBe(postponedMs > 0);
});

test("a probe does not make the last good call look later than it was", () => {
  const { state } = play(passed, 9_000, answered, 500, passed);
  expect(state.lastGoodMs).toBe(9_000);
  expect(play(passed, wellMs, passed).state.lastGoodMs).toBe(wellMs);
});

test("what a probe found is kept while the server fails, and is doubted", () => {
  const { state } = play(passed, began, threw, failed);
  expect(state).toMatchObject({ found: model, isDoubted: true, failures: 1 });
  expect(play(passed, began, threw, failed, answered).state).toMatchObject({ isDoubted: false, failures: 0 });
});

test("the status of a model that is well has no detail", () => {
  expect(play(passed).state.attempt.status).toEqual({ state: "ready", progress: null, ...noDetail });
});
