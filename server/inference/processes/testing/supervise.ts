import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { readProc } from "../../../platform/child-process/proc";
import { defaultRestartPolicy } from "../../../platform/child-process/restart-delay";
import { silentLogger } from "../../../platform/observability/logger";
import type { ProcessStatus, ServerProcess } from "../contract";
import { createSupervisor, type SupervisedProcess, type Supervisor, type SupervisorOptions } from "../supervisor";

/**
 * Supervises real processes with real sockets and signals. Each test has its own data folder, and waits for states,
 * never for a time.
 */

export const childPath = fileURLToPath(new URL("./model-child.mjs", import.meta.url));
export const never = () => new AbortController().signal;

let folder: string;
let open: Supervisor[] = [];

/** Call at the head of a test file: each test gets a data folder, and its supervisors are closed at its end. */
export function superviseEachTest(): void {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "avatar-supervisor-"));
  });
  afterEach(async () => {
    await Promise.all(open.map((each) => each.close()));
    open = [];
    await rm(folder, { recursive: true });
  });
}

/** The data folder of this test. */
export const dataDir = () => folder;

/** Short delays: the tests are about what happens, not about how long it takes. */
export const policy = {
  restart: { ...defaultRestartPolicy, firstDelayMs: 10, circuitMs: 60_000 },
  stopGraceMs: 1_000,
};
const health = { loadingIntervalMs: 20, readyIntervalMs: 20, timeoutMs: 200 };

export interface Wanted extends Partial<SupervisedProcess> {
  flags?: string[] | ((smaller: boolean) => string[]);
}

export async function supervise<Count extends Wanted[]>(wanted: [...Count], over: Partial<SupervisorOptions> = {}) {
  const specs = wanted.map(({ flags = [], ...each }, index): SupervisedProcess => {
    const flagsFor = (smaller: boolean) => (typeof flags === "function" ? flags(smaller) : flags);
    return {
      name: `child-${index}`,
      port: 0,
      prepare: async () => undefined,
      command: (port, smaller) => ({
        program: process.execPath,
        args: [childPath, "--port", `${port}`, ...flagsFor(smaller)],
        environment: { GREETING: "hello" },
      }),
      startTimeoutMs: 30_000,
      card: null,
      primary: false,
      ...each,
    };
  });
  const supervisor = await createSupervisor(specs, {
    dataDir: folder,
    directory: tmpdir(),
    logger: silentLogger,
    policy,
    health,
    ...over,
  });
  open.push(supervisor);
  return { supervisor, processes: supervisor.processes as unknown as { [Index in keyof Count]: ServerProcess } };
}

/** Resolves with the current status or the first later one for which `fits` is true. */
export function until(process: ServerProcess, fits: (status: ProcessStatus) => boolean): Promise<ProcessStatus> {
  return new Promise((resolve) => {
    const check = (status: ProcessStatus) => {
      if (!fits(status)) return;
      stop();
      resolve(status);
    };
    const stop = process.onStatus(check);
    check(process.status());
  });
}
export const isReady = ({ state }: ProcessStatus) => state === "ready";
export const readyAgain = (process: ServerProcess, restarts = 1) =>
  until(process, (status) => isReady(status) && status.restarts === restarts);

export const ask = async (process: ServerProcess, path: string, method = "POST") =>
  (await fetch(new URL(path, process.url), { method })).json();
/** For requests that the child does not survive. */
export const tell = (process: ServerProcess, path: string) => ask(process, path).catch(() => undefined);
export const pidOf = (process: ServerProcess) => process.status().pid ?? 0;
export const isGone = (pid: number) => {
  const entry = readProc(pid);
  return entry === null || entry.isZombie;
};
