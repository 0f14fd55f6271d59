import { type ChildProcess, spawn } from "node:child_process";
import { AppError } from "../../../lib/errors";
import type { ProcessRecords } from "../../platform/child-process/orphans";
import { saysOutOfMemory } from "../../platform/child-process/out-of-memory";
import { otherAvatarDetail, otherAvatarOn, whyPortIsTaken } from "../../platform/child-process/port";
import { groupGone, signalGroup } from "../../platform/child-process/process-group";
import { createStderrTail, type StderrTail } from "../../platform/child-process/stderr-tail";
import type { Logger } from "../../platform/observability/logger";
import type { ProcessStatus, ServedCalls, ServerProcess } from "./contract";
import type { GpuStartGate } from "./gpu-start-gate";
import { checkHealth, createQuietHealthCheck } from "./health-check";
import {
  type Failure,
  initialState,
  type MachineEffect,
  type MachineEvent,
  type MachinePolicy,
  type MachineState,
  nextStep,
  statusOf,
  wakeAtMs,
} from "./process-machine";

/** A program, its arguments and its whole environment. */
export interface ProcessCommand {
  program: string;
  args: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
}

export interface HealthPolicy {
  /** Between two looks while it loads, and while it is ready, ms. */
  loadingIntervalMs: number;
  readyIntervalMs: number;
  /** Until one look counts as missed, ms. */
  timeoutMs: number;
}

export interface ServerProcessOptions {
  /** Short and fit for a file name. */
  name: string;
  port: number;
  /** What to run; `smaller` after it ran out of memory. Throws an Error that says what is missing. */
  command: (smaller: boolean) => ProcessCommand;
  /** What must be there before it can start: its model. Called again by the next `ensureReady` after it rejected. */
  prepare: (signal: AbortSignal) => Promise<void>;
  /** Where it runs. */
  directory: string;
  /** Its processes are ours. */
  dataDir: string;
  policy: MachinePolicy;
  health: HealthPolicy;
  /** What it works on. */
  calls: ServedCalls;
  /** The turns of its card; null: it runs on the CPU. */
  gate: GpuStartGate | null;
  records: ProcessRecords;
  logger: Logger;
}

export interface RunningServerProcess extends ServerProcess {
  /** Ends it; resolves when its group is gone, or was given up after twice the grace time. */
  close(): Promise<void>;
  /** SIGKILL to its group, now: AVATAR is about to end. */
  killNow(): void;
}

/** After the process itself has ended, what it started got SIGKILL and has so long to go, ms. */
const stragglersMs = 2_000;
/** For what is still in the pipes of a process that has ended, ms. */
const lastWordsMs = 500;

/** Runs one process by the decisions of its machine: the only place that spawns, signals and looks. */
export function createServerProcess(options: ServerProcessOptions): RunningServerProcess {
  const { name, port, policy, gate, records } = options;
  const logger = options.logger.child({ process: name });
  const origin = `http://127.0.0.1:${port}`;
  const closing = new AbortController();
  const listeners = new Set<(status: ProcessStatus) => void>();
  const queue: MachineEvent[] = [];
  let state: MachineState = initialState;
  let status = statusOf(state, toWallClock);
  let child: ChildProcess | null = null;
  /** What the last one said before it ended, as far as it may be logged. */
  let lastLines: readonly string[] = [];
  let isDispatching = false;
  let preparing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  function dispatch(event: MachineEvent): void {
    queue.push(event);
    if (isDispatching) return;
    isDispatching = true;
    try {
      while (queue.length > 0) {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const step = nextStep(state, next, { nowMs: performance.now(), random: Math.random() }, policy);
          state = step.state;
          for (const effect of step.effects) perform(effect);
        }
        // Not in between: a turn that is granted at once was never waited for. Whoever hears it may bring further events.
        announce();
      }
    } finally {
      isDispatching = false;
      setAlarm();
    }
  }

  function perform(effect: MachineEffect): void {
    switch (effect.type) {
      case "request_turn":
        if (gate) gate.request(name, () => dispatch({ type: "turn" }));
        else dispatch({ type: "turn" });
        break;
      case "release_turn":
        gate?.release(name);
        break;
      case "launch":
        void launch(effect.smaller);
        break;
      case "terminate":
      case "kill":
        if (child?.pid !== undefined) signalGroup(child.pid, effect.type === "kill" ? "SIGKILL" : "SIGTERM");
    }
  }

  function setAlarm(): void {
    clearTimeout(timer);
    const dueMs = wakeAtMs(state);
    if (dueMs === null) return;
    timer = setTimeout(() => dispatch({ type: "tick" }), Math.max(0, dueMs - performance.now()) + 1);
  }

  function announce(): void {
    const before = status;
    status = statusOf(state, toWallClock);
    if ((Object.keys(status) as (keyof ProcessStatus)[]).every((key) => before[key] === status[key])) return;
    report(before, status);
    for (const listener of listeners) listener(status);
  }

  /** Each change of state is one log line; one that failed before it was ever ready has its last words in it. */
  function report(before: ProcessStatus, after: ProcessStatus): void {
    const { state: kind, pid, detail, reason, progress } = after;
    if (kind === "failed" && before.state !== "failed") {
      const retryInMs = after.retryAtMs === null ? null : Math.round(after.retryAtMs - Date.now());
      logger.error("model_process_failed", {
        ...{ reason, detail, retry_in_ms: retryInMs, circuit_open: after.circuitOpen },
        ...(lastLines.length > 0 && { last_lines: lastLines }),
      });
    } else if (kind === "starting" && pid === null) {
      if (detail !== null) logger.info("model_process_waiting", { detail });
    } else if (kind !== before.state || (kind === "starting" && pid !== before.pid)) {
      logger.info(`model_process_${kind}`, { pid, reason, detail, smaller: after.smaller });
    } else if (kind === "starting" && (detail !== before.detail || progress !== before.progress)) {
      logger.info("model_process_loading", { progress, detail });
    }
  }

  async function launch(smaller: boolean): Promise<void> {
    lastLines = [];
    try {
      const taken = await whyPortIsTaken(port, options.dataDir);
      if (taken !== null) return launchFailed({ reason: "port_in_use", detail: taken });
      if (closing.signal.aborted) throw closedError();
      spawnChild(options.command(smaller));
    } catch (error) {
      notStartable(error);
    }
  }

  function launchFailed(failure: Failure): void {
    dispatch({ type: "launch_failed", failure });
  }

  function notStartable(error: unknown): void {
    const { code, message: detail } = error as NodeJS.ErrnoException;
    launchFailed({ reason: "not_startable", detail, mayPass: passingShortages.has(code) });
  }

  function spawnChild({ program, args, environment }: ProcessCommand): void {
    const launched = spawn(program, [...args], {
      cwd: options.directory,
      env: { ...environment } as NodeJS.ProcessEnv,
      // A group of its own: model servers start processes of their own, and all of them end together.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    launched.once("error", (error: NodeJS.ErrnoException) => {
      if (launched.pid !== undefined) return;
      const why = error.code === "ENOENT" ? `${program} was not found.` : `${program} can't be run: ${error.message}`;
      notStartable(Object.assign(new Error(why), { code: error.code }));
    });
    const { pid } = launched;
    if (pid === undefined) return;
    // It may serve on, but not well: memory that is full stays full.
    const words = createStderrTail(() => {
      if (child === launched) dispatch({ type: "out_of_memory" });
    });
    for (const stream of [launched.stdout, launched.stderr]) {
      const lines = words.stream();
      stream.setEncoding("utf8").on("data", lines.push).once("end", lines.end);
    }
    child = launched;
    const isOver = new Promise<void>((resolve) => void launched.once("close", () => resolve()));
    launched.once("exit", (code, signal) => {
      void clearAway(launched, words, { pid, how: signal ?? `exit code ${code}`, isOver });
    });
    dispatch({ type: "launched", pid });
    void watch(launched, words);
    records.add(name, pid);
  }

  /** The process has ended: so does all that it started, and only then is it gone. */
  async function clearAway(
    ended: ChildProcess,
    words: StderrTail,
    { pid, how, isOver }: { pid: number; how: string; isOver: Promise<void> },
  ): Promise<void> {
    signalGroup(pid, "SIGKILL");
    // Its last words may still be in the pipes; a process that left the group may hold them open.
    await Promise.race([isOver, sleep(lastWordsMs)]);
    for (const stream of [ended.stdout, ended.stderr]) stream?.destroy();
    const last = words.last();
    const detail = `It ended with ${how}${last === null ? "." : `: ${last.slice(0, 300)}`}`;
    if (child === ended) {
      lastLines = words.lines();
      dispatch({ type: "exited", detail, outOfMemory: words.sawOutOfMemory() });
    }
    if (!(await groupGone(pid, stragglersMs))) logger.warn("model_process_group_stays", { pid });
    // It was given up before, and another one may run by now.
    if (child !== ended) return;
    child = null;
    records.remove(name);
    dispatch({ type: "gone" });
  }

  /** Looks at its health until it is gone. */
  async function watch(watched: ChildProcess, words: StderrTail): Promise<void> {
    const { loadingIntervalMs, readyIntervalMs, timeoutMs } = options.health;
    const look = (signal: AbortSignal) => checkHealth(origin, timeoutMs, signal);
    // As long as it takes to find that a server hangs which nobody calls.
    const patienceMs = policy.maxMisses * (readyIntervalMs + timeoutMs);
    const check = createQuietHealthCheck(options.calls, look, { patienceMs, now: () => performance.now() });
    while (child === watched && watched.exitCode === null && watched.signalCode === null) {
      const isReady = state.kind === "ready";
      // Nobody calls it before it is ready.
      const outcome = isReady ? await check() : await checkHealth(origin, timeoutMs);
      if (child !== watched) return;
      if (!outcome) {
        await sleep(readyIntervalMs);
        continue;
      }
      const { healthy, failed, progress, detail } = outcome;
      if (healthy && !isReady && otherAvatarOn(port, options.dataDir)) {
        dispatch({ type: "load_failed", failure: { reason: "port_in_use", detail: otherAvatarDetail(port) } });
      } else if (healthy) {
        if (!isReady) words.redact();
        dispatch({ type: "healthy" });
      } else if (failed) dispatch({ type: "load_failed", failure: loadFailure(detail ?? "") });
      // A look that began before it was ready says nothing about it now.
      else if (isReady === (state.kind === "ready")) dispatch({ type: "unhealthy", progress, detail });
      await sleep(state.kind === "ready" ? readyIntervalMs : loadingIntervalMs);
    }
  }

  /** One preparation serves all who wait for it. */
  function prepared(signal: AbortSignal): Promise<void> {
    preparing ??= options.prepare(closing.signal).catch((error: unknown) => {
      preparing = null;
      throw error;
    });
    const shared = preparing;
    return new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason);
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      shared.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
  }

  /** Resolves at the first status for which `done` is true; it may throw. */
  function until(done: (status: ProcessStatus) => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        listeners.delete(check);
        signal?.removeEventListener("abort", abort);
        act();
      };
      const abort = () => settle(() => reject(signal?.reason));
      const check = (now: ProcessStatus) => {
        try {
          if (done(now)) settle(resolve);
        } catch (error) {
          settle(() => reject(error));
        }
      };
      listeners.add(check);
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted) abort();
      else check(status);
    });
  }

  return {
    name,
    url: `${origin}/v1`,
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ensureReady(signal) {
      await prepared(signal);
      if (!closing.signal.aborted) dispatch({ type: "start" });
      await until(({ state: now, circuitOpen, detail }) => {
        if (closing.signal.aborted) throw closedError();
        if (circuitOpen) throw new AppError("model_unavailable", `The model's process is given up for now. ${detail}`);
        return now === "ready";
      }, signal);
    },
    ranOutOfMemory: () => dispatch({ type: "out_of_memory" }),
    async close() {
      closing.abort(closedError());
      dispatch({ type: "stop" });
      await until((now) => now.state === "stopped");
    },
    killNow() {
      if (child?.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    },
  };
}

function loadFailure(detail: string): Failure {
  return { reason: saysOutOfMemory(detail) ? "out_of_memory" : "load_failed", detail };
}

/** No more processes, files or memory just now. */
const passingShortages = new Set<string | undefined>(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

const closedError = () => new AppError("model_unavailable", "AVATAR is stopping its models.");

const toWallClock = (monotonicMs: number) => Math.round(performance.timeOrigin + monotonicMs);

/** Waits without keeping AVATAR alive for it. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
