import { AppError } from "../../../lib/errors";
import { type Child, type ProgramCommand, startProgram } from "../../platform/child-process/child";
import { type ChildExit, describeExit } from "../../platform/child-process/child-exit";
import type { ProcessRecords } from "../../platform/child-process/orphans";
import { whyPortIsTaken } from "../../platform/child-process/port";
import { groupGone } from "../../platform/child-process/process-group";
import type { Logger } from "../../platform/observability/logger";
import { driveMachine } from "../../platform/timing/machine-driver";
import { untilAborted } from "../../platform/timing/on-abort";
import type { ProcessStatus, ServedCalls, ServerProcess } from "./contract";
import type { GpuStartGate } from "./gpu-start-gate";
import { type HealthPolicy, watchHealth } from "./health-watch";
import { logChange } from "./process-log";
import { nextStep } from "./process-machine";
import {
  type Failure,
  initialState,
  type MachineEffect,
  type MachineEvent,
  type MachinePolicy,
  type MachineState,
  statusOf,
  wakeAtMs,
} from "./process-state";

export interface ServerProcessOptions {
  /** Short and fit for a file name. */
  name: string;
  port: number;
  /** What to run; `smaller`: it has run out of memory before. Throws an Error that says what is missing. */
  command: (smaller: boolean) => ProgramCommand;
  /** Makes the model available, which a start needs. After a rejection the next `ensureReady` calls it again. */
  prepare: (signal: AbortSignal) => Promise<void>;
  /** Its working directory. */
  directory: string;
  /** Model servers of another data folder are another AVATAR's. */
  dataDir: string;
  policy: MachinePolicy;
  health: HealthPolicy;
  /** The calls that it works on. */
  calls: ServedCalls;
  /** Says when it may start or end on its card; null: it runs on the CPU. */
  gate: GpuStartGate | null;
  records: ProcessRecords;
  logger: Logger;
}

export interface RunningServerProcess extends ServerProcess {
  /** Ends it; resolves when its group is gone, at the latest after twice the grace time. */
  close(): Promise<void>;
  /** Sends SIGKILL to its group at once: AVATAR is about to end. */
  killNow(): void;
}

/** How long to wait, after the process has ended, for the rest of its group, which got SIGKILL, ms. */
const stragglersMs = 2_000;

/** Runs one model server by the decisions of its machine: the only place that starts, signals and watches it. */
export function createServerProcess(options: ServerProcessOptions): RunningServerProcess {
  const { name, port, policy, gate, records } = options;
  const logger = options.logger.child({ process: name });
  const origin = `http://127.0.0.1:${port}`;
  const closing = new AbortController();
  const listeners = new Set<(status: ProcessStatus) => void>();
  const machine = driveMachine<MachineState, MachineEvent, MachineEffect>({
    initial: initialState,
    step: (state, event) => nextStep(state, event, { nowMs: performance.now(), random: Math.random() }, policy),
    onState: setAlarm,
    perform,
    // Not after each step: a process that gets its turn at once must not be shown as waiting.
    onSettled: announce,
  });
  const { dispatch } = machine;
  let status = statusOf(initialState, toWallClock);
  let child: Child | null = null;
  /** The stderr tail of the last child that ended, as far as it may be logged. */
  let lastLines: readonly string[] = [];
  let preparing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

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
        child?.signal("SIGTERM");
        break;
      case "kill":
        child?.signal("SIGKILL");
    }
  }

  function setAlarm(state: MachineState): void {
    clearTimeout(timer);
    const dueMs = wakeAtMs(state);
    if (dueMs === null) return;
    timer = setTimeout(() => dispatch({ type: "tick" }), Math.max(0, dueMs - performance.now()) + 1);
  }

  function announce(state: MachineState): void {
    const before = status;
    status = statusOf(state, toWallClock);
    if ((Object.keys(status) as (keyof ProcessStatus)[]).every((key) => before[key] === status[key])) return;
    logChange(logger, before, status, lastLines);
    for (const listener of listeners) listener(status);
  }

  async function launch(smaller: boolean): Promise<void> {
    lastLines = [];
    try {
      const taken = await whyPortIsTaken(port, options.dataDir);
      if (taken !== null) return launchFailed({ reason: "port_in_use", detail: taken });
      if (closing.signal.aborted) throw closedError();
      run(options.command(smaller));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      notStartable(code, message);
    }
  }

  function launchFailed(failure: Failure): void {
    dispatch({ type: "launch_failed", failure });
  }

  function notStartable(code: string | undefined, detail: string): void {
    launchFailed({ reason: "not_startable", detail, mayPass: passingShortages.has(code) });
  }

  function run(command: ProgramCommand): void {
    const started: Child = startProgram(command, {
      directory: options.directory,
      // It may go on serving, but its memory stays full, so it is restarted.
      onOutOfMemory() {
        if (child === started) dispatch({ type: "out_of_memory" });
      },
    });
    const { pid } = started;
    void started.exited.then((exit) => {
      if (pid !== null) return clearAway(started, pid, exit);
      if (exit.kind !== "not_started") return;
      const { code, message } = exit.error;
      const { program } = command;
      notStartable(code, code === "ENOENT" ? `${program} was not found.` : `${program} can't be run: ${message}`);
    });
    if (pid === null) return;
    child = started;
    dispatch({ type: "launched", pid });
    void watchHealth({
      child: started,
      ...{ port, dataDir: options.dataDir, calls: options.calls },
      ...{ policy: options.health, maxMisses: policy.maxMisses },
      isCurrent: () => child === started,
      isReady: () => machine.state.kind === "ready",
      tell: dispatch,
    });
    records.add(name, pid);
  }

  /** The process has ended: kills the rest of its group, and reports `gone` when nothing of it is left. */
  async function clearAway(ended: Child, pid: number, exit: ChildExit): Promise<void> {
    ended.signal("SIGKILL");
    await ended.tailRead;
    if (child === ended) {
      const last = ended.tail.last();
      const detail = `It ended with ${describeExit(exit)}${last === null ? "." : `: ${last.slice(0, 300)}`}`;
      lastLines = ended.tail.lines();
      dispatch({ type: "exited", detail, outOfMemory: ended.tail.sawOutOfMemory() });
    }
    if (!(await groupGone(pid, stragglersMs))) logger.warn("model_process_group_stays", { pid });
    // The machine stopped waiting for it before, and another child may run by now.
    if (child !== ended) return;
    child = null;
    records.remove(name);
    dispatch({ type: "gone" });
  }

  /** All callers wait for the same preparation. */
  function prepared(signal: AbortSignal): Promise<void> {
    preparing ??= options.prepare(closing.signal).catch((error: unknown) => {
      preparing = null;
      throw error;
    });
    return untilAborted(preparing, signal);
  }

  /** Resolves at the first status for which `done` is true; rejects with what `done` throws. */
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

  async function stop(): Promise<void> {
    dispatch({ type: "stop" });
    // Where somebody needs it meanwhile, it is started again as soon as it has ended.
    await until((now) => now.state !== "stopping");
  }

  return {
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
    lastLines: () => child?.tail.lines() ?? lastLines,
    stop,
    async close() {
      closing.abort(closedError());
      await stop();
    },
    killNow: () => child?.signal("SIGKILL"),
  };
}

/** Error codes of starts for which the machine has no processes, files or memory left at the moment. */
const passingShortages = new Set<string | undefined>(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM"]);

const closedError = () => new AppError("model_unavailable", "AVATAR is stopping its models.");

const toWallClock = (monotonicMs: number) => Math.round(performance.timeOrigin + monotonicMs);
