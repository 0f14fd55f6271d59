import { AppError } from "../../../../lib/errors";
import { type Language, languages } from "../../../../lib/languages";
import { Listeners } from "../../../../lib/listeners";
import type { ModelStatus } from "../../../../lib/models";
import type { Logger } from "../../../platform/observability/logger";
import { untilAborted } from "../../../platform/timing/on-abort";
import type { HostStatus, ServerHost } from "../../contract";
import { modelDetail } from "../../model-detail";
import {
  type HealthEvent,
  type HealthState,
  initialHealth,
  isFresh,
  nextHealth,
  nextProbeInMs,
  type ProbeDelays,
  probePostponedMs,
} from "./health-state";
import { hostReady } from "./host";
import { type ProbedModel, ProbeFailure, type ProbeOptions, probeModelServer } from "./probe";
import { serverTraffic } from "./server-traffic";

export const defaultProbeDelays: ProbeDelays = { wellMs: 10_000, retry: { firstMs: 500, maxMs: 8_000 } };

export interface HealthOptions extends ProbeOptions {
  delays: ProbeDelays;
  /** What the model serves; default: every language. */
  languages?: readonly Language[];
  /**
   * The process behind the server, if it is ours. While it is not ready, its state is the model's state, and we do not
   * probe the server.
   */
  host?: ServerHost;
}

/**
 * Watches one model server. While it works on calls, these show how it is (server-traffic.ts); between them it is
 * probed; and if its process is ours, that is watched too.
 */
export interface ModelHealth {
  status(): ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): () => void;
  /**
   * Resolves with the model. Probes the server first, unless it is known to be well or works on other calls. Waits for
   * a process of our own, at most `hostLimitMs` (null: without limit). Throws AppError `model_unavailable` or
   * `model_loading`.
   */
  ensureReady(signal: AbortSignal, hostLimitMs: number | null): Promise<ProbedModel>;
  /** What the last good probe found. */
  current(): ProbedModel | null;
  /** A piece of an answer has come, which proves as much as a good probe. */
  answered(): void;
  /**
   * A call has failed in a way that the server's state may explain: the server is probed as soon as it has no calls.
   * `silence`: the call's error, if the server sent nothing to anybody during the call; else null. If other calls are
   * still in flight, no probe can run, so the server is shown as failed until one of them gets an answer.
   */
  suspect(silence: AppError | null): void;
  close(): void;
}

export function watchModelServer(options: HealthOptions, logger: Logger): ModelHealth {
  const { role, delays, host } = options;
  const traffic = serverTraffic(options.url);
  const listeners = new Listeners<ModelStatus>();
  const closed = new AbortController();
  let state = initialHealth;
  let timer: NodeJS.Timeout | undefined;
  let refreshing: Promise<ProbedModel> | null = null;

  /** The host's status while it is not ready; null when it is ready, or there is no host. */
  const hostNotReady = (): HostStatus | null => {
    const hosted = host?.status() ?? null;
    return hosted?.state === "ready" || closed.signal.aborted ? null : hosted;
  };

  const status = (): ModelStatus => {
    const name = state.found?.name ?? options.model ?? host?.status().name ?? options.url;
    const own: ModelStatus = {
      role,
      model: name,
      name,
      kind: "remote",
      ...state.attempt.status,
      languages: [...(options.languages ?? languages)],
      trial: false,
      required: true,
      licence: host?.status().licence ?? state.found?.licence ?? null,
    };
    return withHostStatus(own, hostNotReady());
  };

  const next = (event: HealthEvent): HealthState =>
    nextHealth(state, event, { nowMs: performance.now(), wellMs: delays.wellMs });

  /** Moves to the next state; logs it and tells the listeners when the model's status has changed. */
  function observe(event: HealthEvent): void {
    const before = state;
    state = next(event);
    if (state.found?.listed === "unlisted" && before.found?.listed !== "unlisted") {
      const reason = "It serves the model, but does not list it.";
      logger.warn("remote_model_unlisted", { role, model: state.found.name, reason });
    }
    const { state: now, detail } = state.attempt.status;
    if (now === before.attempt.status.state && detail === before.attempt.status.detail) return;
    if (now !== "loading" || detail !== null) {
      logger[now === "failed" ? "warn" : "info"](`remote_model_${now}`, {
        role,
        model: status().model,
        reason: detail,
      });
    }
    listeners.tell(status);
  }

  async function probeNow(signal: AbortSignal): Promise<ProbedModel> {
    // A call has succeeded while the probe waited for a quiet moment: that is enough.
    if (state.found && isFresh(state, performance.now(), delays.wellMs)) return state.found;
    const before = state.isDoubted ? null : state.found;
    observe({ type: "probe_began" });
    try {
      return await probeModelServer(options, signal, before);
    } catch (error) {
      observe({ type: "probe_threw" });
      throw error;
    }
  }

  function refresh(): Promise<ProbedModel> {
    if (closed.signal.aborted) return Promise.reject(closedError());
    clearTimeout(timer);
    if (refreshing) return refreshing;
    const hosted = hostNotReady();
    if (hosted) return Promise.reject(new AppError("model_unavailable", hosted.detail ?? undefined));
    observe({ type: "probe_wanted" });
    let attemptId = state.attempt.id;
    const asked: Promise<ProbedModel> = traffic
      .probe((signal) => {
        // While it waited for a quiet moment, calls may have concluded the attempt: the probe belongs to the current
        // one.
        if (refreshing === asked) attemptId = state.attempt.id;
        return probeNow(signal);
      }, closed.signal)
      .then(
        (model) => {
          observe({ type: "probe_passed", attemptId, model });
          return model;
        },
        (error: unknown) => {
          if (closed.signal.aborted) throw closedError();
          // Calls or the host changed the state while the probe ran: its result is void. `model_crashed` lets the
          // caller try again.
          if (attemptId !== state.attempt.id) throw new AppError("model_crashed");
          const failure =
            error instanceof ProbeFailure
              ? error
              : new ProbeFailure("server_unreachable", { url: options.url }, String(error));
          observe({ type: "probe_failed", attemptId, isLoading: failure.loading, detail: failure.detail });
          throw new AppError(failure.loading ? "model_loading" : "model_unavailable", failure.message);
        },
      )
      .finally(() => {
        // The host left meanwhile, and a later probe may be under way.
        if (refreshing !== asked) return;
        refreshing = null;
        if (closed.signal.aborted) return;
        timer = setTimeout(refreshWhenDue, nextProbeInMs(state, delays)).unref();
      });
    refreshing = asked;
    return asked;
  }

  /** Ignores the rejection: the outcome shows in the state. */
  const refreshInBackground = () => void refresh().catch(() => undefined);

  function refreshWhenDue(): void {
    const postponedMs = probePostponedMs(state, performance.now(), delays.wellMs);
    if (postponedMs === 0) refreshInBackground();
    else timer = setTimeout(refreshWhenDue, postponedMs).unref();
  }

  const unfollow = host?.onStatus(() => {
    if (hostNotReady()) {
      clearTimeout(timer);
      refreshing = null;
      state = next({ type: "host_left" });
      // Listeners get the host's status, which has changed although our own may be the same.
      listeners.tell(status);
    } else if (state.attempt.status.state === "waiting") refreshInBackground();
  });

  return {
    status,
    onStatus: (listener) => listeners.add(listener),
    async ensureReady(signal, hostLimitMs) {
      if (closed.signal.aborted) throw closedError();
      if (host && hostNotReady()) await hostReady(host, signal, hostLimitMs);
      const { found, attempt } = state;
      if (found && (attempt.status.state === "ready" || traffic.counts().inFlight > 0)) return found;
      return await untilAborted(refresh(), signal);
    },
    current: () => state.found,
    answered: () => observe({ type: "call_answered", isHostReady: hostNotReady() === null }),
    suspect(silence) {
      const isShown = silence !== null && traffic.counts().inFlight > 0 && hostNotReady() === null;
      const detail = isShown ? modelDetail("server_unreachable", { url: options.url }, silence.message) : null;
      observe({ type: "call_failed", silence: detail });
      refreshInBackground();
    },
    close() {
      if (closed.signal.aborted) return;
      clearTimeout(timer);
      unfollow?.();
      closed.abort();
      observe({ type: "closed" });
      listeners.clear();
    },
  };
}

export const closedError = () => new AppError("model_unavailable", "The connection to the model server is closed.");

/** While the host is not ready, its status replaces what probes found; the name stays the model's. */
function withHostStatus(own: ModelStatus, hosted: HostStatus | null): ModelStatus {
  return hosted ? { ...own, ...hosted, name: own.name } : own;
}
