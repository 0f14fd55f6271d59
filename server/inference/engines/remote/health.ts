import { type Backoff, backoffMs } from "../../../../lib/backoff";
import { AppError } from "../../../../lib/errors";
import { languages } from "../../../../lib/languages";
import { Listeners } from "../../../../lib/listeners";
import { advanceAttempt, type ModelAttempt, newAttempt } from "../../../../lib/model-attempt";
import type { ModelStatus } from "../../../../lib/models";
import type { Logger } from "../../../platform/observability/logger";
import { untilAborted } from "../../../platform/timing/on-abort";
import { type AttemptStatus, inState } from "../../attempt-status";
import type { HostStatus, ServerHost } from "../../contract";
import { type ModelDetail, modelDetail, noDetail } from "../../model-detail";
import { hostReady } from "./host";
import { type ProbedModel, ProbeFailure, type ProbeOptions, probeModelServer } from "./probe";
import { serverTraffic } from "./server-traffic";

/** When a server is probed again, ms. */
export interface ProbeDelays {
  /** While it is well. */
  wellMs: number;
  /** While it is not. */
  retry: Backoff;
}
export const defaultProbeDelays: ProbeDelays = { wellMs: 10_000, retry: { firstMs: 500, maxMs: 8_000 } };

export interface HealthOptions extends ProbeOptions {
  delays: ProbeDelays;
  /**
   * The process behind the server, where it is ours. While it is not ready, its state is the model's, and nobody else
   * probes it.
   */
  host?: ServerHost;
}

const notProbed = inState("waiting");

/**
 * Watches one model server by its calls, by probes in the quiet between them, and by its host: while it works for us
 * its calls alone say how it is (server-traffic.ts).
 */
export interface ModelHealth {
  status(): ModelStatus;
  onStatus(listener: (status: ModelStatus) => void): () => void;
  /**
   * The model, after a probe of the server unless it is known to be well, or works on other calls. A process of our own
   * is waited for, at most `hostLimitMs` (null: as long as it takes). Throws AppError `model_unavailable` or
   * `model_loading`.
   */
  ensureReady(signal: AbortSignal, hostLimitMs: number | null): Promise<ProbedModel>;
  /** What the last good probe found. */
  current(): ProbedModel | null;
  /** A piece of an answer has come: as good as a probe. */
  answered(): void;
  /**
   * A call has failed in a way that the server's state may explain: it is probed when it is quiet. `silent` is why,
   * when not a word came from it while others wait for it too: then it is failed until one of them is answered.
   */
  suspect(silent: AppError | null): void;
  close(): void;
}

export function watchModelServer(options: HealthOptions, logger: Logger): ModelHealth {
  const { role, delays, host } = options;
  const traffic = serverTraffic(options.url);
  const listeners = new Listeners<ModelStatus>();
  const closed = new AbortController();
  /** Each probe of the server is an attempt of its own; so is the time in which its host is not ready. */
  let attempt: ModelAttempt<AttemptStatus> = newAttempt(null, notProbed);
  let found: ProbedModel | null = null;
  let failures = 0;
  let lastGoodMs = Number.NEGATIVE_INFINITY;
  /** A call or a probe has failed since the last good probe: a model that no list confirms is tried anew. */
  let isDoubted = false;
  let timer: NodeJS.Timeout | undefined;
  let refreshing: Promise<ProbedModel> | null = null;

  /** What the host says while it is not ready; null when there is none, or it is. */
  const hostNotReady = (): HostStatus | null => {
    const hosted = host?.status() ?? null;
    return hosted?.state === "ready" || closed.signal.aborted ? null : hosted;
  };

  const status = (): ModelStatus => {
    const name = found?.name ?? options.model ?? host?.status().name ?? options.url;
    const own: ModelStatus = {
      role,
      model: name,
      name,
      kind: "remote",
      ...attempt.status,
      languages: [...languages],
      trial: false,
      required: true,
      licence: host?.status().licence ?? null,
    };
    return withHostStatus(own, hostNotReady());
  };

  function show(next: ModelAttempt<AttemptStatus>): void {
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
    listeners.tell(status);
  }

  /** What a probe found, with which the next attempt begins; nothing where its own is over. */
  function conclude(own: object, state: ModelStatus["state"], detail: ModelDetail): void {
    if (own === attempt.id) show(newAttempt(attempt, { state, progress: null, ...detail }));
  }

  /** How it is was seen so lately that no probe is due. */
  const isFresh = () => attempt.status.state === "ready" && performance.now() - lastGoodMs < delays.wellMs;

  async function probeNow(signal: AbortSignal): Promise<ProbedModel> {
    // A call that has ended well meanwhile was the probe.
    if (found && isFresh()) return found;
    const before = isDoubted ? null : found;
    isDoubted = false;
    try {
      return await probeModelServer(options, signal, before);
    } catch (error) {
      isDoubted = true;
      throw error;
    }
  }

  function refresh(): Promise<ProbedModel> {
    if (closed.signal.aborted) return Promise.reject(closedError());
    clearTimeout(timer);
    if (refreshing) return refreshing;
    const hosted = hostNotReady();
    if (hosted) return Promise.reject(new AppError("model_unavailable", hosted.detail ?? undefined));
    if (attempt.status.state === "waiting") show(advanceAttempt(attempt, attempt.id, { state: "loading" }));
    let own = attempt.id;
    const asked: Promise<ProbedModel> = traffic
      .probe((signal) => {
        // It may have waited for a quiet moment: what calls have said until now is not its own.
        if (refreshing === asked) own = attempt.id;
        return probeNow(signal);
      }, closed.signal)
      .then(
        (model) => {
          if (own === attempt.id) {
            sayIfUnlisted(model);
            found = model;
            failures = 0;
            if (!isFresh()) lastGoodMs = performance.now();
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
        // The host went away meanwhile, and a later probe may be on its way.
        if (refreshing !== asked) return;
        refreshing = null;
        if (closed.signal.aborted) return;
        const isAskedAgain = isDoubted && failures === 0;
        const dueMs = failures === 0 ? delays.wellMs : backoffMs(delays.retry, failures);
        timer = setTimeout(refreshWhenDue, isAskedAgain ? 0 : dueMs).unref();
      });
    refreshing = asked;
    return asked;
  }

  function sayIfUnlisted({ name, listed }: ProbedModel): void {
    if (listed !== "unlisted" || found?.listed === "unlisted") return;
    logger.warn("remote_model_unlisted", { role, model: name, reason: "It serves the model, but does not list it." });
  }

  /** The outcome shows in the state. */
  const refreshInBackground = () => void refresh().catch(() => undefined);

  /** Calls that were answered meanwhile put the probe off. */
  function refreshWhenDue(): void {
    if (!isFresh()) {
      refreshInBackground();
      return;
    }
    const leftMs = delays.wellMs - (performance.now() - lastGoodMs);
    timer = setTimeout(refreshWhenDue, leftMs + 1).unref();
  }

  const unfollow = host?.onStatus(() => {
    if (hostNotReady()) {
      clearTimeout(timer);
      attempt = newAttempt(attempt, notProbed);
      refreshing = null;
      failures = 0;
      listeners.tell(status);
    } else if (attempt.status.state === "waiting") refreshInBackground();
  });

  return {
    status,
    onStatus: (listener) => listeners.add(listener),
    async ensureReady(signal, hostLimitMs) {
      if (closed.signal.aborted) throw closedError();
      if (host && hostNotReady()) await hostReady(host, signal, hostLimitMs);
      if (found && (attempt.status.state === "ready" || traffic.counts().inFlight > 0)) return found;
      return await untilAborted(refresh(), signal);
    },
    current: () => found,
    answered() {
      lastGoodMs = performance.now();
      failures = 0;
      isDoubted = false;
      if (attempt.status.state !== "ready" && found && !hostNotReady()) conclude(attempt.id, "ready", noDetail);
    },
    suspect(silent) {
      lastGoodMs = Number.NEGATIVE_INFINITY;
      isDoubted = true;
      if (silent && traffic.counts().inFlight > 0 && !hostNotReady()) {
        conclude(attempt.id, "failed", modelDetail("server_unreachable", { url: options.url }, silent.message));
      }
      refreshInBackground();
    },
    close() {
      if (closed.signal.aborted) return;
      clearTimeout(timer);
      unfollow?.();
      closed.abort();
      show(advanceAttempt(attempt, attempt.id, inState("stopped")));
      listeners.clear();
    },
  };
}

export const closedError = () => new AppError("model_unavailable", "The connection to the model server is closed.");

/** While the host is not ready, its status in place of what probes of the server found; the name stays the model's. */
function withHostStatus(own: ModelStatus, hosted: HostStatus | null): ModelStatus {
  return hosted ? { ...own, ...hosted, name: own.name } : own;
}
