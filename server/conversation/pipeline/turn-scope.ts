import { AppError, type ErrorCode, errorCodeOf } from "../../../lib/errors";
import type { SpeechMode } from "../../../lib/languages";
import type { ModelRole } from "../../../lib/models";
import type { TurnCall } from "../../../lib/turn-calls";
import { type CallOptions, failedCode } from "../../inference/contract";
import { type LeaseBroker, LeasePreempted, type LeaseRequest } from "../../inference/scheduling/contract";
import { AsyncQueue } from "../../platform/timing/async-queue";
import { type CallMeter, type MeteredCall, meterCall } from "./call-meter";
import type { TurnDependencies, TurnEvent, TurnInput } from "./contract";
import { replySampleRateHz } from "./limits";

/** Everything the stages of one turn share. */
export interface TurnScope {
  input: TurnInput;
  dependencies: TurnDependencies;
  /** Ends with the turn, for whatever reason. */
  signal: AbortSignal;
  /** On the monotonic clock, ms. */
  startedMs: number;
  emit(event: TurnEvent): void;
  /** Speech that was synthesised and not yet read by the consumer, seconds. */
  unreadSpeechSeconds(): number;
  /** Resolves when the reader has consumed some speech; rejects with the signal's reason. */
  speechTaken(): Promise<void>;
  /**
   * Runs one model call under a lease of the engines' broker, or of `from` if that is given. Logs its wait, its
   * duration and its mode as `event`, and emits what the meter knows of it. `mode` is evaluated after the call, for a call that was made in another mode than
   * the turn's. `signal`: ends the call before the turn does.
   */
  withLease<T>(
    event: string,
    request: Pick<LeaseRequest, "playoutDeadlineMs" | "unawaited"> & { call: TurnCall["call"] },
    run: (options: CallOptions, meter: CallMeter) => Promise<T>,
    options?: { from?: LeaseBroker; mode?: () => SpeechMode; signal?: AbortSignal },
  ): Promise<T>;
}

/** A scope, the events written into it, and the way to end it. */
export function openTurnScope(
  input: TurnInput,
  dependencies: TurnDependencies,
  signal: AbortSignal,
): { scope: TurnScope; events: AsyncQueue<TurnEvent>; close(): void } {
  const { leases, logger, now } = dependencies;
  const controller = new AbortController();
  let unreadSamples = 0;
  let onTaken: (() => void) | null = null;
  const events = new AsyncQueue<TurnEvent>((event) => {
    if (event.type !== "audio") return;
    unreadSamples -= event.pcm.length;
    onTaken?.();
  });
  const underWay = new Set<MeteredCall>();
  /** Ends all work with a reason, which the reader gets at once. */
  const stop = (reason: unknown) => {
    for (const meter of underWay) {
      const call = meter.end("stopped");
      if (call) input.onCallStopped?.(call);
    }
    controller.abort(reason);
    events.fail(reason);
  };
  const abort = () => stop(signal.reason);
  signal.addEventListener("abort", abort, { once: true });

  const scope: TurnScope = {
    input,
    dependencies,
    signal: controller.signal,
    startedMs: now(),
    emit(event) {
      if (event.type === "audio") unreadSamples += event.pcm.length;
      events.push(event);
    },
    unreadSpeechSeconds: () => unreadSamples / replySampleRateHz,
    speechTaken: () =>
      new Promise((resolve, reject) => {
        const stop = () => reject(controller.signal.reason);
        if (controller.signal.aborted) return stop();
        controller.signal.addEventListener("abort", stop, { once: true });
        onTaken = () => {
          controller.signal.removeEventListener("abort", stop);
          onTaken = null;
          resolve();
        };
      }),
    async withLease(event, request, run, { from = leases, mode = () => input.mode, signal = controller.signal } = {}) {
      const { turnId, urgency } = input;
      const askedMs = now() - scope.startedMs;
      const lease = await from.acquire({ ...request, urgency, signal });
      const startedMs = now();
      // A pre-empted call ends the whole turn, as an abort does, before any stage can take it for a failure.
      const endIfPreempted = () => {
        if (lease.signal.reason instanceof LeasePreempted) stop(lease.signal.reason);
      };
      lease.signal.addEventListener("abort", endIfPreempted, { once: true });
      const meter = meterCall(request.call, { askedMs, waitedMs: lease.waitedMs, now });
      underWay.add(meter);
      const end = (outcome: TurnCall["outcome"], error?: unknown) => {
        const call = meter.end(outcome, error);
        if (call) events.push({ type: "call", call });
      };
      endIfPreempted();
      try {
        const result = await run({ signal: lease.signal, urgency }, meter);
        end("completed");
        logger.info(event, {
          trace_id: turnId,
          mode: mode(),
          duration_ms: Math.round(now() - startedMs),
          waited_ms: Math.round(lease.waitedMs),
        });
        return result;
      } catch (error) {
        end(signal.aborted || lease.signal.reason instanceof LeasePreempted ? "stopped" : "failed", error);
        throw error;
      } finally {
        underWay.delete(meter);
        lease.release();
      }
    },
  };
  return {
    scope,
    events,
    close() {
      signal.removeEventListener("abort", abort);
      controller.abort(new AppError("internal", "The turn is over."));
    },
  };
}

/** The error of a failed stage for the person. An unexpected one becomes the stage's own code and public message. */
export function stageError(role: ModelRole, error: unknown): { code: ErrorCode; message: string } {
  const code = errorCodeOf(error);
  if (code === "internal") return { code: failedCode[role], message: new AppError(failedCode[role]).message };
  return { code, message: (error as Error).message };
}
