import { type ChildProcess, spawn } from "node:child_process";
import { delimiter } from "node:path";
import { signalGroup } from "../../platform/child-process/process-group";
import type { GpuReader, GpuReading, GpuState, LostCard } from "./contract";
import {
  gpuQuery,
  lostCards,
  OddOutput,
  oneLine,
  outputFormat,
  parseGpus,
  parseProcesses,
  processQuery,
} from "./nvidia-smi-output";

/** Where nvidia-smi is when PATH lacks it: under WSL, in containers, with CUDA's own installer, on NixOS. */
const usualPlaces = [
  "/usr/lib/wsl/lib",
  "/usr/bin",
  "/usr/local/nvidia/bin",
  "/usr/local/cuda/bin",
  "/opt/bin",
  "/run/current-system/sw/bin",
];

/** A PATH that finds nvidia-smi where this one does, or else in one of the usual places. */
export const pathWithNvidiaSmi = (path = "", places: readonly string[] = usualPlaces) =>
  [...path.split(delimiter).filter(Boolean), ...places].join(delimiter);

export interface NvidiaSmiOptions {
  /** Folders that are searched for nvidia-smi first, in the form of PATH. */
  path?: string | undefined;
  /** Folders that are searched afterwards. */
  places?: readonly string[];
  /** After this time nvidia-smi is killed, ms: a driver with a problem makes it hang. */
  timeLimitMs?: number;
}

/** Without persistence mode the driver is loaded for each call, which takes a second or more. */
const defaultTimeLimitMs = 5_000;
/** More than any machine has. */
const maxCards = 16;
/** Eight cards are under 1 KiB. */
const maxOutputChars = 65_536;

type Run =
  | { kind: "output"; stdout: string }
  | { kind: "not_found" }
  /** It said why it can't answer. */
  | { kind: "refused"; said: string; stdout: string }
  | { kind: "broken"; why: string };

/**
 * Reads the cards by running `nvidia-smi`, one process at a time. It is our own because `systeminformation` blocks the
 * event loop while nvidia-smi runs, hides its errors, and reads no processes.
 */
export function createNvidiaSmi({
  path = process.env.PATH,
  places = usualPlaces,
  timeLimitMs = defaultTimeLimitMs,
}: NvidiaSmiOptions = {}): GpuReader {
  // English messages whatever the machine speaks, and the driver's library where it is installed in an odd place; no
  // secrets.
  const { HOME, LD_LIBRARY_PATH, NODE_ENV } = process.env;
  const env = { HOME, LD_LIBRARY_PATH, NODE_ENV, PATH: pathWithNvidiaSmi(path, places), LC_ALL: "C" };
  let running: Promise<unknown> = Promise.resolve();
  /** A killed nvidia-smi that the driver still holds: until it has ended, another one would only hang as well. */
  let stuck: ChildProcess | null = null;
  let current: ChildProcess | null = null;
  let closed = false;

  function ask(query: string, ...options: string[]): Promise<Run> {
    const answer = running
      .then(() => run([query, outputFormat, ...options]))
      // Not even a pipe could be opened, because no file descriptors are left.
      .catch((error: Error): Run => ({ kind: "broken", why: `nvidia-smi can't be run: ${error.message}` }));
    running = answer;
    return answer;
  }

  function run(args: readonly string[]): Promise<Run> {
    if (closed) return Promise.resolve({ kind: "broken", why: "nvidia-smi is no longer asked" });
    if (stuck) return Promise.resolve({ kind: "broken", why: "an earlier nvidia-smi hangs and can't be ended" });
    return new Promise((resolve) => {
      // A group of its own, so that whatever a wrapper script has started ends with it.
      const child = spawn("nvidia-smi", args, {
        env,
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      current = child;
      let stdout = "";
      let stderr = "";
      const settle = (outcome: Run) => {
        clearTimeout(timer);
        if (current === child) current = null;
        resolve(outcome);
      };
      child.once("error", (error: NodeJS.ErrnoException) => {
        settle(
          error.code === "ENOENT"
            ? { kind: "not_found" }
            : { kind: "broken", why: `nvidia-smi can't be run: ${error.message}` },
        );
      });
      const abandon = (why: string) => {
        if (child.exitCode === null && child.signalCode === null) stuck = child;
        killGroup(child);
        child.stdout.destroy();
        child.stderr.destroy();
        settle({ kind: "broken", why });
      };
      const timer = setTimeout(() => abandon(`nvidia-smi did not answer within ${timeLimitMs} ms`), timeLimitMs);
      child.stdout.setEncoding("utf8").on("data", (piece: string) => {
        stdout += piece;
        if (stdout.length > maxOutputChars) abandon("nvidia-smi printed without end");
      });
      child.stderr.setEncoding("utf8").on("data", (piece: string) => {
        if (stderr.length < maxOutputChars) stderr += piece;
      });
      child.once("exit", () => {
        if (stuck === child) stuck = null;
      });
      child.once("close", (code, signal) => {
        if (code === 0) return settle({ kind: "output", stdout });
        // It writes its errors to stdout.
        const said = oneLine(stdout) || oneLine(stderr);
        const silent = `nvidia-smi ended with ${signal ?? `code ${code}`} and said nothing`;
        settle({ kind: "refused", said: said || silent, stdout });
      });
    });
  }

  /** When one card is lost, some versions report none, unless each card is queried alone. */
  async function oneByOne(together: GpuState): Promise<GpuState> {
    const gpus: GpuReading[] = [];
    const lost: LostCard[] = [];
    for (let index = 0; index < maxCards; index++) {
      const outcome = await ask(gpuQuery, "-i", String(index));
      const state = stateOf(outcome);
      if (state.kind === "gpus") gpus.push(...state.gpus);
      else if (saysLost(outcome)) lost.push(...lostIn(outcome));
      else break;
    }
    return gpus.length === 0 ? together : { kind: "gpus", gpus, lost };
  }

  return {
    async state() {
      const outcome = await ask(gpuQuery);
      const state = stateOf(outcome);
      return saysLost(outcome) && state.kind !== "gpus" ? await oneByOne(state) : state;
    },
    async processes() {
      const outcome = await ask(processQuery);
      if (outcome.kind !== "output") return null;
      try {
        return parseProcesses(outcome.stdout);
      } catch (error) {
        if (error instanceof OddOutput) return null;
        throw error;
      }
    },
    close() {
      closed = true;
      if (current) killGroup(current);
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) signalGroup(pid, "SIGKILL");
}

function stateOf(run: Run): GpuState {
  switch (run.kind) {
    case "not_found":
      return { kind: "none", reason: "nvidia-smi was not found" };
    case "broken":
      return { kind: "unknown", reason: run.why };
    case "refused":
      if (saysNoCard(run.said)) return { kind: "none", reason: run.said };
      // It may fail for one card and still report the others.
      return /^\d+, *(GPU|MIG)-/m.test(run.stdout) ? cardsIn(run.stdout) : { kind: "unknown", reason: run.said };
    case "output":
      // Some versions report that there is no card and exit with 0.
      if (saysNoCard(run.stdout)) return { kind: "none", reason: oneLine(run.stdout) };
      return cardsIn(run.stdout);
  }
}

function cardsIn(stdout: string): GpuState {
  try {
    const { gpus, lost } = parseGpus(stdout);
    return { kind: "gpus", gpus, ...(lost.length > 0 && { lost }) };
  } catch (error) {
    if (error instanceof OddOutput) return { kind: "unknown", reason: error.message };
    throw error;
  }
}

const saysLost = (run: Run) => "stdout" in run && /unable to determine the device handle/i.test(run.stdout);
const lostIn = (run: Run) => ("stdout" in run ? lostCards(run.stdout) : []);

const saysNoCard = (text: string) => /no devices (were )?found/i.test(text);
