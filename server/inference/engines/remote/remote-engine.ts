import { AppError, type ErrorCode } from "../../../../lib/errors";
import { type Language, languages } from "../../../../lib/languages";
import type { ModelRole } from "../../../../lib/models";
import type { Logger } from "../../../platform/observability/logger";
import type { CallOptions, Engine, ServerHost } from "../../contract";
import { type CallDeadline, createCallDeadline } from "./call-deadline";
import { BrokenAnswer, isTimeoutOrBreak, RefusedByServer, toAppError } from "./errors";
import { closedError, defaultProbeDelays, type ModelHealth, watchModelServer } from "./health";
import type { ProbeDelays } from "./health-state";
import { classifyByHostState, OutOfMemory } from "./host";
import type { ModelServer } from "./http";
import { modelVariable, type ProbedModel } from "./probe";
import { serverTraffic } from "./server-traffic";
import { type TimeLimits, timeLimitsMs } from "./time-limits";

/** Failures that the server's state may explain: it is probed right after them. */
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
  /** What it serves; default: every language, because servers do not list them. */
  languages?: readonly Language[];
  /** The process behind the server, if AVATAR itself runs it. */
  host?: ServerHost;
  probeDelays?: ProbeDelays;
  /** The limits that differ from the defaults. */
  timeLimitsMs?: Partial<TimeLimits>;
}

/** What the three remote engines share: the health of their server, and how one call is run. */
export interface RemoteEngine extends Pick<Engine, "start" | "close" | "models" | "onStatus" | "supports"> {
  readonly health: ModelHealth;
  readonly limitsMs: TimeLimits;
  /**
   * Runs one call. `body` gets the model and the deadline. The call throws the caller's abort reason,
   * `model_unavailable` when the engine closes, or what the body threw, as an AppError. When our process behind the
   * server runs out of memory before the first item, the call is repeated once after the smaller restart.
   */
  call<T>(
    options: CallOptions,
    body: (model: ProbedModel, deadline: CallDeadline) => AsyncIterable<T>,
  ): AsyncGenerator<T>;
}

/** The `body` of the role's smallest call. */
type SmallestCall = (model: ProbedModel, deadline: CallDeadline) => AsyncIterable<unknown>;

export function createRemoteEngine(
  role: ModelRole,
  options: RemoteEngineOptions,
  logger: Logger,
  smallestCall: SmallestCall,
): RemoteEngine {
  const limitsMs = { ...timeLimitsMs, ...options.timeLimitsMs };
  const delays = options.probeDelays ?? defaultProbeDelays;
  const traffic = serverTraffic(options.url);
  const tryModel = (model: ProbedModel, deadline: CallDeadline) => readFirst(smallestCall(model, deadline));
  const probe = { timeoutMs: limitsMs.probe, tryModel, tryTimeoutMs: limitsMs.firstToken };
  const health = watchModelServer({ ...options, ...probe, role, delays }, logger);
  const closing = new AbortController();
  /** Reports a failed call. `answersBefore`: how many pieces of answers the server had sent when the call began. */
  function suspectBy(thrown: unknown, cause: unknown, answersBefore: number): unknown {
    if (!(thrown instanceof AppError && troubleCodes.has(thrown.code))) return thrown;
    health.suspect(isTimeoutOrBreak(cause) && traffic.counts().answers === answersBefore ? thrown : null);
    return thrown;
  }
  /** The items of a call. It counts as under way from before its request until its connection is free or closed. */
  async function* tracked<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
    const call = await traffic.begin();
    let isCutOff = false;
    try {
      for await (const item of items) {
        call.answered();
        health.answered();
        yield item;
      }
    } catch (error) {
      isCutOff = isTimeoutOrBreak(signal.aborted ? signal.reason : error);
      throw error;
    } finally {
      call.end(isCutOff);
    }
  }

  return {
    health,
    limitsMs,
    // After a rejection the server is still watched, so one that comes up later is found.
    start: async () => void (await health.ensureReady(closing.signal, null)),
    async close() {
      closing.abort(closedError());
      health.close();
    },
    models: () => [health.status()],
    onStatus: (listener) => health.onStatus(listener),
    supports: (language) => (options.languages ?? languages).includes(language),
    async *call(callOptions, body) {
      callOptions.signal.throwIfAborted();
      for (let isRepeated = false; ; isRepeated = true) {
        const deadline = createCallDeadline([callOptions.signal, closing.signal]);
        let hasAnswered = false;
        let model: ProbedModel | null = null;
        const answersBefore = traffic.counts().answers;
        try {
          deadline.expect("A moment to ask the model server", limitsMs.hostReady + limitsMs.probe);
          model = await health.ensureReady(deadline.signal, limitsMs.hostReady);
          deadline.rest();
          for await (const item of tracked(body(model, deadline), deadline.signal)) {
            hasAnswered = true;
            deadline.rest();
            deadline.signal.throwIfAborted();
            yield item;
            deadline.signal.throwIfAborted();
          }
          deadline.signal.throwIfAborted();
          return;
        } catch (error) {
          if (deadline.signal.aborted) {
            throw suspectBy(deadline.signal.reason, deadline.signal.reason, answersBefore);
          }
          const why = options.host ? await classifyByHostState(error, options.host, limitsMs.hostEnd) : error;
          deadline.signal.throwIfAborted();
          if (why instanceof OutOfMemory && !hasAnswered && !isRepeated) continue;
          throw suspectBy(unnamed(role, model, why) ?? toAppError(role, why), why, answersBefore);
        } finally {
          deadline.dispose();
        }
      }
    },
  };
}

async function readFirst(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) return;
  throw new BrokenAnswer("The model server's answer is empty.");
}

/** The error for a server that needs a model's name when none is configured; null when that is not the cause. */
function unnamed(role: ModelRole, model: ProbedModel | null, error: unknown): AppError | null {
  const isRefused = error instanceof RefusedByServer && (error.status === 404 || error.status === 422);
  if (model?.listed !== "guessed" || !isRefused) return null;
  const message = `The model server does not take a call without a model's name (HTTP ${error.status}). An administrator must name it in ${modelVariable(role)}.`;
  return new AppError("model_unavailable", message, { cause: error });
}
