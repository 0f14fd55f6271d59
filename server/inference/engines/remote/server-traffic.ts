import { isLoopback } from "../../../platform/http/loopback";
import { deferred } from "../../../platform/timing/deferred";
import { followSignals } from "../../../platform/timing/followed-signals";
import { untilAborted } from "../../../platform/timing/on-abort";

/** One call that a server works on. */
export interface TrackedCall {
  /** A piece of its answer has come: the server is alive. */
  answered(): void;
  /** The call is over; `cutOff`: a limit or a broken connection ended it. Idempotent. */
  end(cutOff: boolean): void;
}

/** Counts since AVATAR started, and what is under way now. */
export interface TrafficCounts {
  inFlight: number;
  /** Pieces of answers. */
  answers: number;
  /** Calls that a limit or a broken connection ended. */
  cutOff: number;
}

/**
 * The calls and probes that are under way with one server. A server is not probed while it works on a call: some, such
 * as llama.cpp's Python server by default, break off their reply when another request comes. Its calls show how it is.
 */
export interface ServerTraffic {
  counts(): TrafficCounts;
  /** Call before a request is sent. Resolves when no probe is under way; none begins until the call is over. */
  begin(): Promise<TrackedCall>;
  /** Probes now; null when a call is under way, or the probe had to give way to one. */
  tryProbe<T extends object>(probe: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  /**
   * Probes as soon as no call is under way, and again after a probe that had to give way to a call. Rejects with what
   * the probe threw, or the signal's reason.
   */
  probe<T extends object>(probe: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

/**
 * A call waits this long for a probe that is under way; then the probe is aborted. It is not aborted at once, because
 * an aborted probe can still reach the server after the call, on another connection, and break off its reply. A server
 * that is well answers a probe within milliseconds.
 */
const probeTimeoutMs = 1_000;

export function createServerTraffic(): ServerTraffic {
  const counts: TrafficCounts = { inFlight: 0, answers: 0, cutOff: 0 };
  const probes = new Set<{ abort(): void; settled: Promise<unknown> }>();
  const waiting = new Set<() => void>();

  async function tryProbe<T extends object>(
    probe: (signal: AbortSignal) => Promise<T>,
    signals: readonly AbortSignal[] = [],
  ): Promise<T | null> {
    if (counts.inFlight > 0) return null;
    const followed = followSignals(signals);
    let gaveWay = false;
    const probing = probe(followed.signal);
    const entry = {
      abort() {
        gaveWay = true;
        followed.abort(new DOMException("A call to the server comes first.", "AbortError"));
      },
      settled: probing.catch(() => undefined),
    };
    probes.add(entry);
    try {
      const outcome = await probing;
      return gaveWay ? null : outcome;
    } catch (error) {
      if (gaveWay) return null;
      throw error;
    } finally {
      probes.delete(entry);
      followed.release();
    }
  }

  async function settleProbes(): Promise<void> {
    if (probes.size === 0) return;
    const settled = Promise.all([...probes].map((each) => each.settled));
    const timer = setTimeout(() => {
      for (const each of probes) each.abort();
    }, probeTimeoutMs);
    await settled;
    clearTimeout(timer);
  }

  async function quiet(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (counts.inFlight === 0) return;
    const { promise, resolve } = deferred<void>();
    waiting.add(resolve);
    try {
      await untilAborted(promise, signal);
    } finally {
      waiting.delete(resolve);
    }
  }

  return {
    counts: () => ({ ...counts }),
    async begin() {
      counts.inFlight += 1;
      let isOver = false;
      await settleProbes();
      return {
        answered() {
          counts.answers += 1;
        },
        end(cutOff) {
          if (isOver) return;
          isOver = true;
          counts.inFlight -= 1;
          if (cutOff) counts.cutOff += 1;
          if (counts.inFlight > 0) return;
          for (const wake of [...waiting]) wake();
        },
      };
    },
    tryProbe: (probe) => tryProbe(probe),
    async probe(probe, signal) {
      for (;;) {
        await quiet(signal);
        const outcome = await tryProbe(probe, [signal]);
        if (outcome !== null) return outcome;
      }
    },
  };
}

const servers = new Map<string, ServerTraffic>();

/** The traffic with the server of a URL. Several roles may share one: what counts is where it listens, not the path. */
export function serverTraffic(url: string): ServerTraffic {
  const { protocol, hostname, port } = new URL(url);
  const host = isLoopback(hostname) ? "localhost" : hostname;
  const key = `${host}:${port || (protocol === "https:" ? "443" : "80")}`;
  const traffic = servers.get(key) ?? createServerTraffic();
  servers.set(key, traffic);
  return traffic;
}
