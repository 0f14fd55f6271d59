import {
  defaultRestartPolicy,
  failuresThatCount,
  type RestartPolicy,
  restartDelay,
} from "../../platform/child-process/restart-delay";
import type { Logger } from "../../platform/observability/logger";
import { deferred } from "../../platform/timing/deferred";
import type { LiveState } from "./bridge";
import { PagesChild, type PagesChildOptions, type PagesData } from "./pages-child";

/** Why another pages' process was started after the first one. */
export const pagesRestartReasons = ["crash", "memory"] as const;
type RestartReason = (typeof pagesRestartReasons)[number];

export interface PagesProcessesOptions extends PagesChildOptions {
  logger: Logger;
  /** A process with more resident memory than this is replaced; bytes. */
  maxResidentBytes: number;
  restart?: RestartPolicy;
}

/**
 * The pages' processes: the current one, which gets the requests, its successor, and those that finish their last
 * requests.
 */
export interface PagesProcesses {
  /** The process that gets the requests; null while none is ready. */
  current(): PagesChild | null;
  /** Resolves when the first process is ready; rejects when too many starts in a row have failed. */
  ready: Promise<void>;
  /** Allows the current process and later ones to open the data and to answer requests. */
  allowData(data: PagesData, state: LiveState): void;
  publish(state: LiveState): void;
  /** The process ids of those that run. */
  pids(): number[];
  counts(): { residentBytes: number; restarts: Record<RestartReason, number> };
  close(): Promise<void>;
}

/** When a fresh process is as large as the old one, replacing it again at once would not help. */
const leastReplaceIntervalMs = 5 * 60_000;
/** A pages' process counts as steady sooner than a model, whose memory may fill up over minutes. */
const pagesRestartPolicy: RestartPolicy = { ...defaultRestartPolicy, steadyMs: 60_000 };

/**
 * Starts the first process at once. A process that ends is started again after a growing pause. One that has grown too
 * large is replaced: its successor gets new requests as soon as it is ready, and the old one ends after its last
 * answer.
 */
export function runPagesProcesses(options: PagesProcessesOptions): PagesProcesses {
  const { logger, maxResidentBytes, restart = pagesRestartPolicy } = options;
  const restarts: Record<RestartReason, number> = { crash: 0, memory: 0 };
  const alive = new Set<PagesChild>();
  /** When each process became ready; monotonic clock, ms. */
  const readySinceMs = new WeakMap<PagesChild, number>();
  const retiring = new Set<PagesChild>();
  let current: PagesChild | null = null;
  let successor: PagesChild | null = null;
  let granted: { data: PagesData; state: LiveState } | null = null;
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
      // The constructor throws when there is no room for the socket's folder or no memory for a process.
      restartLater(`could not be started: ${(error as Error).message}`);
      return;
    }
    alive.add(child);
    successor = child;
    if (granted) child.allowData(granted.data, granted.state);
    child.onChange = () => evaluate(child);
    void child.ended.then((exit) => onEnded(child, exit));
    child.ready.then(
      () => onReady(child),
      () => undefined,
    );
  }

  function onReady(child: PagesChild): void {
    const previous = current;
    current = child;
    successor = null;
    readySinceMs.set(child, performance.now());
    firstReady.resolve();
    if (!previous) return;
    retiring.add(previous);
    evaluate(previous);
  }

  /**
   * Runs after each change of a process: closes a retiring one after its last request, replaces one that grew too
   * large.
   */
  function evaluate(child: PagesChild): void {
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

  function onEnded(child: PagesChild, exit: string): void {
    alive.delete(child);
    const wasRetiring = retiring.delete(child);
    if (child === current) current = null;
    if (child === successor) successor = null;
    if (isClosed || wasRetiring) return;
    const sinceMs = readySinceMs.get(child);
    failures = failuresThatCount(restart, failures, sinceMs === undefined ? null : performance.now() - sinceMs);
    restartLater(exit, child.pid);
  }

  function restartLater(exit: string, pid?: number): void {
    failures += 1;
    const { delayMs } = restartDelay(restart, failures, false, Math.random());
    logger.error("pages_process_ended", { pid, how: exit, failures, restart_in_ms: Math.round(delayMs) });
    if (failures >= restart.maxFailures) firstReady.reject(new Error(`The pages could not be started: ${exit}.`));
    // The current process still serves. If its successor failed, a later memory report starts another one.
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
    allowData(data, state) {
      granted = { data, state };
      for (const child of alive) child.allowData(data, state);
    },
    publish(state) {
      if (!granted || JSON.stringify(state) === JSON.stringify(granted.state)) return;
      granted.state = state;
      for (const child of alive) child.push(state);
    },
    pids: () => [...alive].flatMap(({ pid }) => pid ?? []),
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
