import {
  defaultRestartPolicy,
  failuresThatCount,
  type RestartPolicy,
  restartDelay,
} from "../../platform/child-process/restart-delay";
import type { Logger } from "../../platform/observability/logger";
import { deferred } from "../../platform/timing/deferred";
import type { LiveState } from "./bridge";
import { PagesChild, type PagesChildOptions, type PagesStart } from "./pages-child";

/** Why a pages' process was started after the first one. */
export const pagesRestartReasons = ["crash", "memory"] as const;
type RestartReason = (typeof pagesRestartReasons)[number];

export interface PagesProcessesOptions extends PagesChildOptions {
  logger: Logger;
  /** A process above this is replaced; bytes. */
  maxResidentBytes: number;
  restart?: RestartPolicy;
}

/** The pages' process, kept alive: the one that requests go to, its successor, and those that finish what they have begun. */
export interface PagesProcesses {
  /** Null while none is ready. */
  current(): PagesChild | null;
  /** Resolves when the first one is ready; rejects when that fails again and again. */
  ready: Promise<void>;
  start(start: PagesStart, state: LiveState): void;
  publish(state: LiveState): void;
  counts(): { residentBytes: number; restarts: Record<RestartReason, number> };
  close(): Promise<void>;
}

/** Memory that does not come back with a new process is no leak of the old one. */
const leastReplaceIntervalMs = 5 * 60_000;
/** Pages show within seconds whether they work, where a model's memory fills up over minutes. */
const pagesRestartPolicy: RestartPolicy = { ...defaultRestartPolicy, steadyMs: 60_000 };

/**
 * Starts the first process at once. One that ends is started again after a growing pause; one that has grown too large is
 * replaced: its successor takes the requests as soon as it is ready, and it ends when it has answered its own.
 */
export function runPagesProcesses(options: PagesProcessesOptions): PagesProcesses {
  const { logger, maxResidentBytes, restart = pagesRestartPolicy } = options;
  const restarts: Record<RestartReason, number> = { crash: 0, memory: 0 };
  const alive = new Set<PagesChild>();
  /** On the monotonic clock, ms; of those that have been ready. */
  const readySinceMs = new WeakMap<PagesChild, number>();
  const retiring = new Set<PagesChild>();
  let current: PagesChild | null = null;
  let successor: PagesChild | null = null;
  let given: { start: PagesStart; state: LiveState } | null = null;
  let failures = 0;
  let replacedAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const firstReady = deferred<void>();

  function spawn(isFirst = false): void {
    let child: PagesChild;
    try {
      child = new PagesChild({ ...options, isFirst });
    } catch (error) {
      // No room for its socket's folder, or no memory for it: some failures of a start are thrown.
      tryLater(`could not be started: ${(error as Error).message}`);
      return;
    }
    alive.add(child);
    successor = child;
    if (given) child.start(given.start, given.state);
    child.onChange = () => look(child);
    void child.ended.then((how) => onEnded(child, how));
    child.ready.then(
      () => onReady(child),
      () => undefined,
    );
  }

  function onReady(child: PagesChild): void {
    const before = current;
    current = child;
    successor = null;
    readySinceMs.set(child, performance.now());
    firstReady.resolve();
    if (!before) return;
    retiring.add(before);
    look(before);
  }

  /** After each change of a process: one that retires ends with its last request, one that grew too large is replaced. */
  function look(child: PagesChild): void {
    if (retiring.has(child)) {
      if (child.busy === 0) void child.close();
      return;
    }
    const isLarge = child.residentBytes > maxResidentBytes;
    if (isClosed || child !== current || successor || !isLarge) return;
    if (performance.now() - replacedAtMs < leastReplaceIntervalMs) return;
    replacedAtMs = performance.now();
    restarts.memory += 1;
    logger.info("pages_process_replaced", { resident_mib: Math.round(child.residentBytes / 1_048_576) });
    spawn();
  }

  function onEnded(child: PagesChild, how: string): void {
    alive.delete(child);
    const wasRetiring = retiring.delete(child);
    if (child === current) current = null;
    if (child === successor) successor = null;
    if (isClosed || wasRetiring) return;
    const sinceMs = readySinceMs.get(child);
    failures = failuresThatCount(restart, failures, sinceMs === undefined ? null : performance.now() - sinceMs);
    tryLater(how, child.pid);
  }

  function tryLater(how: string, pid?: number): void {
    failures += 1;
    const { delayMs } = restartDelay(restart, failures, false, Math.random());
    logger.error("pages_process_ended", { pid, how, failures, restart_in_ms: Math.round(delayMs) });
    if (failures >= restart.maxFailures) firstReady.reject(new Error(`The pages could not be started: ${how}.`));
    // A successor that failed is tried again when the memory asks for it again.
    if (current || successor) return;
    timer = setTimeout(() => {
      restarts.crash += 1;
      spawn();
    }, delayMs);
  }

  spawn(true);
  return {
    current: () => current,
    ready: firstReady.promise,
    start(start, state) {
      given = { start, state };
      for (const child of alive) child.start(start, state);
    },
    publish(state) {
      if (!given || JSON.stringify(state) === JSON.stringify(given.state)) return;
      given.state = state;
      for (const child of alive) child.push(state);
    },
    counts() {
      const residentBytes = [...alive].reduce((sum, child) => sum + child.residentBytes, 0);
      return { residentBytes, restarts: { ...restarts } };
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await Promise.all([...alive].map((child) => child.close()));
    },
  };
}
