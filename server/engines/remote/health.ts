import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { ModelStatus } from "../../../lib/protocol/server-messages";
import type { Logger } from "../../observability/logger";
import { type ModelDetail, noDetail } from "../model-detail";
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
}

/** Watches one model server. Only its probes change the state, so that the state never depends on who asked last. */
export interface ModelHealth {
  status(): ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): () => void;
  /** The model, after a look at the server unless it is known to be well. Throws AppError `model_unavailable` or `model_loading`. */
  ensureReady(signal: AbortSignal): Promise<ProbedModel>;
  /** What the last good look found. */
  current(): ProbedModel | null;
  /** Looks at once: a call has just failed in a way that the server's state may explain. */
  suspect(): void;
  close(): void;
}

export function watchModelServer(options: HealthOptions, logger: Logger): ModelHealth {
  const { role, delays } = options;
  const listeners = new Set<(status: ModelStatus) => void>();
  const closed = new AbortController();
  let state: ModelStatus["state"] = "waiting";
  let detail = noDetail;
  let found: ProbedModel | null = null;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<ProbedModel> | null = null;

  const status = (): ModelStatus => {
    const name = found?.name ?? options.model ?? options.url;
    const { languages } = options;
    return {
      role,
      model: name,
      name,
      kind: "remote",
      state,
      progress: null,
      ...detail,
      languages,
      trial: false,
      licence: null,
      required: true,
    };
  };

  function become(next: ModelStatus["state"], nextDetail: ModelDetail): void {
    if (state === next && detail.detail === nextDetail.detail) return;
    state = next;
    detail = nextDetail;
    if (next !== "loading" || nextDetail.detail !== null) {
      logger[next === "failed" ? "warn" : "info"](`remote_model_${next}`, {
        role,
        model: status().model,
        reason: nextDetail.detail,
      });
    }
    for (const listener of listeners) listener(status());
  }

  function look(): Promise<ProbedModel> {
    if (closed.signal.aborted) return Promise.reject(closedError());
    clearTimeout(timer);
    if (looking) return looking;
    if (state === "waiting") become("loading", noDetail);
    looking = probeModelServer(options, closed.signal)
      .then(
        (model) => {
          found = model;
          failures = 0;
          if (!closed.signal.aborted) become("ready", noDetail);
          return model;
        },
        (error: unknown) => {
          if (closed.signal.aborted) throw closedError();
          failures += 1;
          const failure =
            error instanceof ProbeFailure
              ? error
              : new ProbeFailure("server_unreachable", { url: options.url }, String(error));
          become(failure.loading ? "loading" : "failed", failure.detail);
          throw new AppError(failure.loading ? "model_loading" : "model_unavailable", failure.message);
        },
      )
      .finally(() => {
        looking = null;
        if (closed.signal.aborted) return;
        timer = setTimeout(lookInBackground, nextProbeDelayMs(failures, delays));
        timer.unref();
      });
    return looking;
  }

  /** The outcome shows in the state. */
  const lookInBackground = () => void look().catch(() => undefined);

  return {
    status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ensureReady(signal) {
      if (closed.signal.aborted) throw closedError();
      if (state === "ready" && found) return found;
      return await untilAborted(look(), signal);
    },
    current: () => found,
    suspect: lookInBackground,
    close() {
      if (closed.signal.aborted) return;
      clearTimeout(timer);
      closed.abort();
      become("stopped", noDetail);
      listeners.clear();
    },
  };
}

export const closedError = () => new AppError("model_unavailable", "The connection to the model server is closed.");

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
