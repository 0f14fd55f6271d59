import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import { advanceAttempt, type ModelAttempt, newAttempt } from "../../../lib/model-attempt";
import type { ModelStatus } from "../../../lib/protocol/server-messages";
import type { Logger } from "../../observability/logger";
import type { HostStatus, ModelHost } from "../contract";
import { type ModelDetail, noDetail } from "../model-detail";
import { hostReady } from "./host";
import { type ProbedModel, ProbeFailure, type ProbeOptions, probeModelServer } from "./probe";

/** When a server is looked at again, ms. */
export interface ProbeDelays {
  /** While it is well. */
  wellMs: number;
  /** After the first failure; doubles with each further one. */
  firstRetryMs: number;
  maxRetryMs: number;
}
export const defaultProbeDelays: ProbeDelays = { wellMs: 10_000, firstRetryMs: 500, maxRetryMs: 8_000 };

/** Until the next look, after so many failures in a row (0: it is well). */
export function nextProbeDelayMs(failures: number, delays: ProbeDelays): number {
  if (failures === 0) return delays.wellMs;
  return Math.min(delays.maxRetryMs, delays.firstRetryMs * 2 ** (failures - 1));
}

export interface HealthOptions extends ProbeOptions {
  languages: Language[];
  delays: ProbeDelays;
  /** The process behind the server, where it is ours. While it is not ready, its state is the model's, and nobody else looks. */
  host?: ModelHost;
}

/** What a look at the server, or its host, says of the model. */
type LookStatus = Pick<ModelStatus, "state" | "progress"> & ModelDetail;
const notLooked: LookStatus = { state: "waiting", progress: null, ...noDetail };

/** Watches one model server. Only its probes and its host change the state, so that the state never depends on who asked last. */
export interface ModelHealth {
  status(): ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): () => void;
  /**
   * The model, after a look at the server unless it is known to be well. A process of our own is waited for, at most `hostLimitMs`
   * (null: as long as it takes). Throws AppError `model_unavailable` or `model_loading`.
   */
  ensureReady(signal: AbortSignal, hostLimitMs: number | null): Promise<ProbedModel>;
  /** What the last good look found. */
  current(): ProbedModel | null;
  /** Looks at once: a call has just failed in a way that the server's state may explain. */
  suspect(): void;
  close(): void;
}

export function watchModelServer(options: HealthOptions, logger: Logger): ModelHealth {
  const { role, delays, host } = options;
  const listeners = new Set<(status: ModelStatus) => void>();
  const closed = new AbortController();
  /** Each look at the server is an attempt of its own; so is the time in which its host is away. */
  let attempt: ModelAttempt<LookStatus> = newAttempt(null, notLooked);
  let found: ProbedModel | null = null;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<ProbedModel> | null = null;

  /** What the host says while it is not ready; null when there is none, or it is. */
  const away = (): HostStatus | null => {
    const hosted = host?.status() ?? null;
    return hosted?.state === "ready" || closed.signal.aborted ? null : hosted;
  };

  const status = (): ModelStatus => {
    const name = found?.name ?? options.model ?? host?.status().name ?? options.url;
    const { languages } = options;
    return {
      role,
      model: name,
      name,
      kind: "remote",
      ...attempt.status,
      languages,
      trial: false,
      required: true,
      licence: host?.status().licence ?? null,
      ...shown(away()),
    };
  };

  function show(next: ModelAttempt<LookStatus>): void {
    const before = attempt.status;
    const { state, detail } = next.status;
    attempt = next;
    if (state === before.state && detail === before.detail) return;
    if (state !== "loading" || detail !== null) {
      logger[state === "failed" ? "warn" : "info"](`remote_model_${state}`, {
        role,
        model: status().model,
        reason: detail,
      });
    }
    for (const listener of listeners) listener(status());
  }

  /** What a look found, with which the next attempt begins; nothing where its own is over. */
  function conclude(own: object, state: ModelStatus["state"], detail: ModelDetail): void {
    if (own === attempt.id) show(newAttempt(attempt, { state, progress: null, ...detail }));
  }

  function look(): Promise<ProbedModel> {
    if (closed.signal.aborted) return Promise.reject(closedError());
    clearTimeout(timer);
    if (looking) return looking;
    const hosted = away();
    if (hosted) return Promise.reject(new AppError("model_unavailable", hosted.detail ?? undefined));
    const { id: own, status: before } = attempt;
    if (before.state === "waiting") show(advanceAttempt(attempt, own, { state: "loading" }));
    const asked: Promise<ProbedModel> = probeModelServer(options, closed.signal)
      .then(
        (model) => {
          if (own === attempt.id) {
            found = model;
            failures = 0;
          }
          conclude(own, "ready", noDetail);
          return model;
        },
        (error: unknown) => {
          if (closed.signal.aborted) throw closedError();
          if (own !== attempt.id) throw new AppError("model_crashed");
          failures += 1;
          const failure =
            error instanceof ProbeFailure
              ? error
              : new ProbeFailure("server_unreachable", { url: options.url }, String(error));
          conclude(own, failure.loading ? "loading" : "failed", failure.detail);
          throw new AppError(failure.loading ? "model_loading" : "model_unavailable", failure.message);
        },
      )
      .finally(() => {
        // The host went away meanwhile, and a later look may be on its way.
        if (looking !== asked) return;
        looking = null;
        if (closed.signal.aborted) return;
        timer = setTimeout(lookInBackground, nextProbeDelayMs(failures, delays));
        timer.unref();
      });
    looking = asked;
    return asked;
  }

  /** The outcome shows in the state. */
  const lookInBackground = () => void look().catch(() => undefined);

  const unfollow = host?.onStatus(() => {
    if (away()) {
      clearTimeout(timer);
      attempt = newAttempt(attempt, notLooked);
      looking = null;
      failures = 0;
      for (const listener of listeners) listener(status());
    } else if (attempt.status.state === "waiting") lookInBackground();
  });

  return {
    status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ensureReady(signal, hostLimitMs) {
      if (closed.signal.aborted) throw closedError();
      if (host && away()) await hostReady(host, signal, hostLimitMs);
      if (attempt.status.state === "ready" && found) return found;
      return await untilAborted(look(), signal);
    },
    current: () => found,
    suspect: lookInBackground,
    close() {
      if (closed.signal.aborted) return;
      clearTimeout(timer);
      unfollow?.();
      closed.abort();
      show(advanceAttempt(attempt, attempt.id, { state: "stopped", progress: null, ...noDetail }));
      listeners.clear();
    },
  };
}

export const closedError = () => new AppError("model_unavailable", "The connection to the model server is closed.");

/** The host's word instead of ours; `name` stays the model's. */
function shown(hosted: HostStatus | null): Partial<HostStatus> {
  if (!hosted) return {};
  const { name: _, ...fields } = hosted;
  return fields;
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
