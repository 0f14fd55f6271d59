import type { ErrorCode } from "../../lib/errors";
import { maxUnreadSpeechSeconds, replySampleRateHz } from "./limits";
import { speakableText } from "./speakable-text";
import { stageError, type TurnScope } from "./turn-scope";

export type SpeechError = { code: ErrorCode; message: string };

/**
 * Clauses to speech, one after another, while the next ones are still written. Gives what went wrong, after which nothing
 * more is spoken; null when all was. Throws only when the turn is aborted.
 */
export async function speak(scope: TurnScope, clauses: AsyncIterable<string>): Promise<SpeechError | null> {
  const { tts } = scope.dependencies.engines;
  const { language, turnId } = scope.input;
  if (!tts.supports(language)) {
    return { code: "model_language_unsupported", message: "The connected voice does not speak this language." };
  }
  try {
    let heardUntilMs = scope.marks.startedMs;
    for await (const clause of clauses) {
      const text = speakableText(clause, language);
      if (text === "") continue;
      while (scope.unreadSpeechSeconds() > maxUnreadSpeechSeconds) await scope.speechTaken();
      heardUntilMs = await speakClause(scope, clause, text, heardUntilMs);
    }
    return null;
  } catch (error) {
    scope.signal.throwIfAborted();
    scope.dependencies.logger.warn("tts_failed", { trace_id: turnId, error });
    return stageError("tts", error);
  }
}

/** Synthesises one clause. Gives the time at which a listener who hears all so far runs out of sound. */
async function speakClause(scope: TurnScope, clause: string, text: string, heardUntilMs: number): Promise<number> {
  const { marks, dependencies, input } = scope;
  const { language, mode, voice, turnId } = input;
  let untilMs = heardUntilMs;
  const request = { role: "tts", purpose: "speech", playoutDeadlineMs: heardUntilMs } as const;
  await scope.withLease("tts_synthesis_complete", request, async (lease) => {
    let isFirst = true;
    const chunks = dependencies.engines.tts.synthesize(
      { text, language, mode, voice },
      { signal: lease.signal, traceId: turnId },
    );
    for await (const pcm of chunks) {
      const nowMs = dependencies.now();
      marks.firstAudioMs ??= nowMs;
      marks.audioCompleteMs = nowMs;
      untilMs = Math.max(untilMs, nowMs) + (pcm.length / replySampleRateHz) * 1_000;
      scope.emit({ type: "audio", pcm, mode, ...(isFirst ? { clause } : {}) });
      isFirst = false;
    }
  });
  return untilMs;
}
