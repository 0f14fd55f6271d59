import { describe, expect, test } from "vitest";
import { defaultRestartPolicy } from "../../platform/child-process/restart-delay";
import { nextStep } from "./process-machine";
import {
  initialState,
  type MachineEffect,
  type MachineEvent,
  type MachinePolicy,
  type MachineState,
  statusOf,
  wakeAtMs,
} from "./process-state";

const policy: MachinePolicy = {
  restart: { ...defaultRestartPolicy, firstDelayMs: 100, maxFailures: 3, circuitMs: 10_000, steadyMs: 60_000 },
  startTimeoutMs: 5_000,
  stopGraceMs: 1_000,
  maxMisses: 3,
};
const started: MachineEvent = { type: "start" };
const turn: MachineEvent = { type: "turn" };
const launched: MachineEvent = { type: "launched", pid: 7 };
const healthy: MachineEvent = { type: "healthy" };
const unhealthy: MachineEvent = { type: "unhealthy", progress: null, detail: null };
const exited: MachineEvent = { type: "exited", detail: "exit code 1", outOfMemory: false };
const gone: MachineEvent = { type: "gone" };
const ended = [exited, gone];
const endedOutOfMemory: MachineEvent[] = [{ ...exited, outOfMemory: true }, gone];
const outOfMemory: MachineEvent = { type: "out_of_memory" };
const stop: MachineEvent = { type: "stop" };
const tick: MachineEvent = { type: "tick" };
const untilReady = [started, turn, launched, healthy];

type Script = (MachineEvent | number | MachineEvent[])[];

/**
 * Plays events from the initial state; a number lets that many ms pass. Returns the last state, the types of all
 * effects, and the effects of the last event.
 */
function play(...script: Script) {
  let state: MachineState = initialState;
  let nowMs = 0;
  const effects: MachineEffect["type"][] = [];
  let last: MachineEffect[] = [];
  for (const each of script.flat()) {
    if (typeof each === "number") {
      nowMs += each;
      continue;
    }
    const step = nextStep(state, each, { nowMs, random: 0 }, policy);
    state = step.state;
    last = step.effects;
    effects.push(...step.effects.map(({ type }) => type));
  }
  return { state, effects, last, status: statusOf(state, (atMs) => atMs) };
}

describe("a start", () => {
  test("takes a turn on the card, a launch and a good health check", () => {
    expect(play(started).status).toMatchObject({ state: "starting", detail: "It waits for its turn on its GPU." });
    expect(play(started, turn).status).toMatchObject({ state: "starting", pid: null, detail: null });
    expect(play(started, turn, launched).status).toMatchObject({ state: "starting", pid: 7 });
    const { status, effects } = play(...untilReady);
    expect(status).toEqual({
      state: "ready",
      progress: null,
      reason: null,
      detail: null,
      pid: 7,
      restarts: 0,
      retryAtMs: null,
      circuitOpen: false,
      smaller: false,
    });
    expect(effects).toEqual(["request_turn", "launch", "release_turn"]);
  });

  test("shows the progress that the process reports", () => {
    const loading: MachineEvent = { type: "unhealthy", progress: 0.4, detail: "weights" };
    expect(play(started, turn, launched, loading).status).toMatchObject({ progress: 0.4, detail: "weights" });
  });

  test("that is asked for twice happens once", () => {
    expect(play(started, turn, launched, started).last).toEqual([]);
    expect(play(...untilReady, started).status.state).toBe("ready");
  });

  test("that is not healthy at its deadline is ended, if need be with SIGKILL, and tried again", () => {
    const script = [started, turn, launched, unhealthy, 5_000, tick];
    const late = play(...script);
    expect(late.status).toMatchObject({ state: "stopping", reason: "start_timeout" });
    expect(late.last).toEqual([{ type: "terminate" }]);
    const stubborn = play(...script, 1_000, tick);
    expect(stubborn.last).toEqual([{ type: "kill" }]);
    expect(play(...script, ended).status).toMatchObject({ state: "failed", reason: "start_timeout", retryAtMs: 5_100 });
    expect(play(...script, ended, 100, tick).status).toMatchObject({ state: "starting", reason: null });
  });

  test.each(["load_failed", "out_of_memory"] as const)(
    "of a process that reports that it can't load is ended at once: %s",
    (reason) => {
      const script: Script = [
        started,
        turn,
        launched,
        { type: "load_failed", failure: { reason, detail: "no weights" } },
      ];
      expect(play(...script).last).toEqual([{ type: "terminate" }]);
      expect(play(...script, ended).status).toMatchObject({
        state: "failed",
        reason,
        detail: "no weights",
        smaller: reason === "out_of_memory",
      });
    },
  );

  test("opens the circuit at once when its program is missing or its port is taken, and is tried again later", () => {
    for (const reason of ["not_startable", "port_in_use"] as const) {
      const script: Script = [started, turn, { type: "launch_failed", failure: { reason, detail: "why" } }];
      const { status, last } = play(...script);
      expect(status).toMatchObject({ state: "failed", reason, detail: "why", circuitOpen: true, retryAtMs: 10_000 });
      expect(last).toEqual([{ type: "release_turn" }]);
      expect(play(...script, 10_000, tick).status.state).toBe("starting");
    }
  });
});

describe("a failure", () => {
  test.each([
    ["its end", ended, "exited"],
    ["its end, out of memory", endedOutOfMemory, "out_of_memory"],
    ["three missed health checks", [unhealthy, unhealthy, unhealthy, turn, ...ended], "unresponsive"],
    ["a caller's report", [outOfMemory, turn, ...ended], "out_of_memory"],
  ] as [string, MachineEvent[], string][])("by %s is followed by a start after a pause", (_, events, reason) => {
    const failed = play(...untilReady, ...events);
    expect(failed.status).toMatchObject({ state: "failed", reason, retryAtMs: 100, circuitOpen: false, pid: null });
    expect(failed.last).toEqual([{ type: "release_turn" }]);
    expect(play(...untilReady, ...events, 99, tick).status.state).toBe("failed");
    const again = play(...untilReady, ...events, 100, tick, turn);
    expect(again.status).toMatchObject({ state: "starting", restarts: 1 });
    expect(again.last).toEqual([{ type: "launch", smaller: reason === "out_of_memory" }]);
  });

  test("to load, reported by a process that was ready, is a missed health check", () => {
    const lost: MachineEvent = { type: "load_failed", failure: { reason: "load_failed", detail: "gone" } };
    expect(play(...untilReady, lost, lost).status.state).toBe("ready");
    expect(play(...untilReady, lost, lost, lost).status).toMatchObject({ state: "stopping", reason: "unresponsive" });
  });

  test("of one health check or two does not count", () => {
    expect(play(...untilReady, unhealthy, unhealthy).status.state).toBe("ready");
    expect(play(...untilReady, unhealthy, unhealthy, healthy, unhealthy, unhealthy).status.state).toBe("ready");
  });

  test("of a process that hangs waits for the card, then kills it at once: it would not react to SIGTERM", () => {
    const hung = play(...untilReady, unhealthy, unhealthy, unhealthy);
    expect(hung.status).toMatchObject({ state: "stopping", reason: "unresponsive", pid: 7 });
    expect(hung.last).toEqual([{ type: "request_turn" }]);
    expect(play(...untilReady, unhealthy, unhealthy, unhealthy, turn).last).toEqual([{ type: "kill" }]);
  });

  test("that repeats leads to longer pauses, then to an open circuit with the reason, one attempt, and a longer pause", () => {
    const crash = [turn, launched, ended];
    expect(play(started, ...crash).status).toMatchObject({ retryAtMs: 100, circuitOpen: false });
    const twice = [started, ...crash, 100, tick, ...crash];
    expect(play(...twice).status).toMatchObject({ retryAtMs: 300, circuitOpen: false });
    const open = [...twice, 200, tick, ...crash];
    expect(play(...open).status).toMatchObject({
      state: "failed",
      reason: "exited",
      detail: "exit code 1",
      circuitOpen: true,
      retryAtMs: 10_300,
    });
    expect(play(...open, started).status.state).toBe("failed");
    const triedOnce = [...open, 10_000, tick, ...crash];
    expect(play(...triedOnce).status).toMatchObject({ circuitOpen: true, retryAtMs: 10_300 + 20_000 });
  });

  test("ends the service at once, although the rest of its group has not ended yet", () => {
    const leaving = play(...untilReady, exited);
    expect(leaving.status).toMatchObject({ state: "stopping", reason: "exited", detail: "exit code 1", pid: 7 });
    expect(leaving.last).toEqual([]);
    expect(play(...untilReady, exited, healthy, launched).status.state).toBe("stopping");
    expect(play(...untilReady, exited, 1_000, tick).status).toMatchObject({ state: "failed", reason: "exited" });
  });

  test("to start because of a passing shortage is tried again soon, as any other failure", () => {
    const failure = { reason: "not_startable", detail: "spawn EAGAIN", mayPass: true } as const;
    const { status } = play(started, turn, { type: "launch_failed", failure });
    expect(status).toMatchObject({ state: "failed", reason: "not_startable", retryAtMs: 100, circuitOpen: false });
  });

  test("no longer counts after a long time of health", () => {
    const crash = [turn, launched, healthy, ended];
    const twice = [started, ...crash, 100, tick, ...crash, 200, tick];
    expect(play(...twice, turn, launched, healthy, 59_999, ended).status.circuitOpen).toBe(true);
    expect(play(...twice, turn, launched, healthy, 60_000, ended).status).toMatchObject({
      circuitOpen: false,
      retryAtMs: 60_400,
    });
    const hung = [unhealthy, unhealthy, unhealthy, turn, ended];
    expect(play(...twice, turn, launched, healthy, 60_000, ...hung).status.circuitOpen).toBe(false);
  });

  test("out of memory makes every later start a smaller one", () => {
    const script = [...untilReady, endedOutOfMemory, 100, tick, turn, launched, healthy];
    expect(play(...script).status.smaller).toBe(true);
    expect(play(...script, ended, 200, tick, turn).last).toEqual([{ type: "launch", smaller: true }]);
  });

  test("out of memory, known only after the end, still makes the next start smaller", () => {
    const { status } = play(...untilReady, ended, outOfMemory);
    expect(status).toMatchObject({ state: "failed", reason: "exited", smaller: true });
  });
});

describe("a stop", () => {
  test.each([
    ["while it waits for its turn", [started], ["release_turn"]],
    ["while it is failed", [...untilReady, ...ended], ["release_turn"]],
    ["when it never started", [], []],
  ] as [string, MachineEvent[], string[]][])("%s is done at once", (_, before, effects) => {
    const { status, last } = play(...before, stop);
    expect(status.state).toBe("stopped");
    expect(last.map(({ type }) => type)).toEqual(effects);
  });

  test.each([
    ["loads", [started, turn, launched]],
    ["is ready", untilReady],
    ["waits for its turn to be ended", [...untilReady, unhealthy, unhealthy, unhealthy]],
  ] as [string, MachineEvent[]][])(
    "of a process that %s sends SIGTERM, then SIGKILL, and nothing is started again",
    (_, before) => {
      const asked = play(...before, stop);
      expect(asked.status).toMatchObject({ state: "stopping", reason: null });
      expect(asked.last).toEqual([{ type: "terminate" }]);
      expect(play(...before, stop, 1_000, tick).last).toEqual([{ type: "kill" }]);
      for (const script of [ended, [1_000, tick, ...ended], [1_000, tick, 1_000, tick]]) {
        const { status, last, state } = play(...before, stop, ...script);
        expect(status.state).toBe("stopped");
        expect(last).toEqual([{ type: "release_turn" }]);
        expect(wakeAtMs(state)).toBeNull();
      }
    },
  );

  test("in the middle of a launch ends what was launched", () => {
    const stopping = [started, turn, stop];
    expect(play(...stopping).last).toEqual([]);
    expect(play(...stopping, launched).last).toEqual([{ type: "terminate" }]);
    expect(play(...stopping, launched, ended).status.state).toBe("stopped");
    const failed: MachineEvent = { type: "launch_failed", failure: { reason: "port_in_use", detail: "d" } };
    expect(play(...stopping, failed).status.state).toBe("stopped");
  });

  test.each([
    ["is ready", untilReady],
    ["loads", [started, turn, launched]],
    ["waits for its turn to be ended", [...untilReady, unhealthy, unhealthy, unhealthy]],
    ["was just launched", [started, turn]],
  ] as [string, MachineEvent[]][])(
    "of a process that %s and is needed meanwhile is followed by a start",
    (_, before) => {
      const launchEnds: MachineEvent[] = before.length > 2 ? [] : [launched];
      const needed = [...before, stop, started, ...launchEnds];
      expect(play(...needed).status).toMatchObject({ state: "stopping", reason: null });
      for (const script of [ended, [1_000, tick, ...ended], [1_000, tick, 1_000, tick]]) {
        const { status, last } = play(...needed, ...script);
        expect(status).toMatchObject({ state: "starting", pid: null });
        // Who was ended while it loaded still holds the turn.
        expect(last).toEqual([{ type: "release_turn" }, { type: "request_turn" }]);
        expect(play(...needed, stop, ...script).status.state).toBe("stopped");
      }
    },
  );

  test("in the middle of a launch that fails is followed by a start, where it is needed meanwhile", () => {
    const failed: MachineEvent = { type: "launch_failed", failure: { reason: "port_in_use", detail: "d" } };
    expect(play(started, turn, stop, started, failed).status.state).toBe("starting");
  });

  test("cancels a restart that is under way", () => {
    const restarting = [...untilReady, outOfMemory, turn];
    expect(play(...restarting, stop, ended).status.state).toBe("stopped");
  });
});

test("a turn that comes too late is released", () => {
  expect(play(turn).last).toEqual([{ type: "release_turn" }]);
  expect(play(started, stop, turn).last).toEqual([{ type: "release_turn" }]);
  expect(play(...untilReady, unhealthy, unhealthy, unhealthy, ended, turn).last).toEqual([{ type: "release_turn" }]);
});

test("events that do not fit the state change nothing", () => {
  const loadFailed: MachineEvent = { type: "load_failed", failure: { reason: "out_of_memory", detail: "d" } };
  for (const event of [exited, gone, healthy, unhealthy, loadFailed, tick])
    expect(play(event)).toMatchObject({ state: initialState, last: [] });
  for (const event of [healthy, unhealthy, tick]) {
    const before = play(...untilReady, ended).state;
    expect(play(...untilReady, ended, event).state).toEqual(before);
  }
});

test("a wake-up is due only in states with a deadline", () => {
  expect(wakeAtMs(play(started).state)).toBeNull();
  expect(wakeAtMs(play(started, turn, launched).state)).toBe(5_000);
  expect(wakeAtMs(play(...untilReady).state)).toBeNull();
  expect(wakeAtMs(play(...untilReady, 50, stop).state)).toBe(1_050);
  expect(wakeAtMs(play(...untilReady, 50, ended).state)).toBe(150);
});
