import { AppError, type ErrorCode } from "../../../lib/errors";
import { languages as allLanguages, type Language } from "../../../lib/languages";
import type { ModelRole } from "../../../lib/protocol/server-messages";
import type { Logger } from "../../observability/logger";
import type { CallOptions, Engine, ModelHost } from "../contract";
import { type CallDeadline, createCallDeadline } from "./call-deadline";
import { toAppError } from "./errors";
import { closedError, defaultProbeDelays, type ModelHealth, type ProbeDelays, watchModelServer } from "./health";
import { explainByHost, OutOfMemory } from "./host";
import type { ModelServer } from "./http";
import type { ProbedModel } from "./probe";
import { type TimeLimits, timeLimitsMs } from "./time-limits";

/** Failures that the server's state may explain: it is looked at right after them. */
const troubleCodes = new Set<ErrorCode>([
  "model_unavailable",
  "model_timeout",
  "stt_failed",
  "llm_failed",
  "tts_failed",
]);

export interface RemoteEngineOptions extends ModelServer {
  /** Model name to ask for; null: the first that the server lists. */
  model: string | null;
  /** What the model speaks; default: every language. */
  languages?: Language[];
  /** The process behind the server, where AVATAR itself runs it. */
  host?: ModelHost;
  probeDelays?: ProbeDelays;
  /** Those that differ from the defaults. */
  timeLimitsMs?: Partial<TimeLimits>;
}

/** What the three remote engines share: health, languages, and the frame around one call. */
export interface RemoteEngine extends Pick<Engine, "start" | "close" | "models" | "onStatus" | "supports"> {
  readonly health: ModelHealth;
  readonly limitsMs: TimeLimits;
  /**
   * Runs one call. `body` gets the model and the deadline; the call ends with the caller's abort reason, with
   * `model_unavailable` when the engine closes, or with what the body threw as an AppError. Where the process behind the server
   * runs out of memory before the first item, the call is made once more when it has started again, smaller.
   */
  call<T>(
    language: Language,
    options: CallOptions,
    body: (model: ProbedModel, deadline: CallDeadline) => AsyncIterable<T>,
  ): AsyncGenerator<T>;
}

export function createRemoteEngine(role: ModelRole, options: RemoteEngineOptions, logger: Logger): RemoteEngine {
  const languages = options.languages ?? [...allLanguages];
  const limitsMs = { ...timeLimitsMs, ...options.timeLimitsMs };
  const delays = options.probeDelays ?? defaultProbeDelays;
  const health = watchModelServer({ ...options, role, languages, delays, timeoutMs: limitsMs.probe }, logger);
  const closing = new AbortController();
  const supports = (language: Language) => languages.includes(language);
  function suspectBy(thrown: unknown): unknown {
    if (thrown instanceof AppError && troubleCodes.has(thrown.code)) health.suspect();
    return thrown;
  }
  return {
    health,
    limitsMs,
    // The watch goes on after a rejection: a server that comes up later is found.
    start: async () => void (await health.ensureReady(closing.signal, null)),
    async close() {
      closing.abort(closedError());
      health.close();
    },
    models: () => [health.status()],
    onStatus: (listener) => health.onStatus(listener),
    supports,
    async *call(language, callOptions, body) {
      callOptions.signal.throwIfAborted();
      if (!supports(language)) throw new AppError("model_language_unsupported");
      for (let isRepeated = false; ; isRepeated = true) {
        const deadline = createCallDeadline([callOptions.signal, closing.signal]);
        let hasAnswered = false;
        try {
          const model = await health.ensureReady(deadline.signal, limitsMs.hostReady);
          for await (const item of body(model, deadline)) {
            hasAnswered = true;
            deadline.rest();
            deadline.signal.throwIfAborted();
            yield item;
            deadline.signal.throwIfAborted();
          }
          deadline.signal.throwIfAborted();
          return;
        } catch (error) {
          if (deadline.signal.aborted) throw suspectBy(deadline.signal.reason);
          const why = options.host ? await explainByHost(error, options.host, limitsMs.hostEnd) : error;
          deadline.signal.throwIfAborted();
          if (why instanceof OutOfMemory && !hasAnswered && !isRepeated) continue;
          throw suspectBy(toAppError(role, why));
        } finally {
          deadline.dispose();
        }
      }
    },
  };
}
