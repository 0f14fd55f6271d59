import { isLoopback } from "../../../platform/http/loopback";
import { deferred } from "../../../platform/timing/deferred";
import { followSignals } from "../../../platform/timing/followed-signals";
import { untilAborted } from "../../../platform/timing/on-abort";

/** One call that a server works on. */
export interface TrackedCall {
  /** A piece of its answer has come: the server is alive. */
  answered(): void;
  /** The call is over; `silent`: by a limit that ran out or a connection that broke. Idempotent. */
  end(silent: boolean): void;
}

/** Counts since AVATAR started, and what is under way now. */
export interface TrafficCounts {
  inFlight: number;
  /** Pieces of answers. */
  answers: number;
  /** Calls that ended before the server sent anything. */
  silences: number;
}

/**
 * What is under way with one server. A server that works for us is not probed meanwhile: some, as llama.cpp's Python
 * server does by default, end the reply that they write when any other request comes. Its calls say how it is.
 */
export interface ServerTraffic {
  counts(): TrafficCounts;
  /** A call is about to go out. Resolves when no probe is under way any more; none begins until the call is over. */
  begin(): Promise<TrackedCall>;
  /** Probes now; null when a call is under way, or the probe had to give way to one. */
  tryProbe<T extends object>(probe: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  /**
   * Probes in the first moment that is quiet for long enough. Rejects with what the probe threw, or the signal's
   * reason.
   */
  probe<T extends object>(probe: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
}

/**
 * A probe that has been sent must be answered before a call goes out: aborted, it can still reach the server after the
 * call, on a connection that the server reads later, and end its reply. A server that is well answers within
 * milliseconds; a probe that takes longer than this is aborted.
 */
const probeTimeoutMs = 1_000;

export function createServerTraffic(): ServerTraffic {
  const counts: TrafficCounts = { inFlight: 0, answers: 0, silences: 0 };
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
        end(silent) {
          if (isOver) return;
          isOver = true;
          counts.inFlight -= 1;
          if (silent) counts.silences += 1;
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
