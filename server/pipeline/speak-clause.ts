import { replyAudio } from "../../lib/protocol/server-messages";
import type { TurnDependencies, TurnEvent, TurnInput, TurnMarks } from "./contract";
import { speakableText } from "./speakable-text";
import { underLease } from "./under-lease";

/** How much of the reply has been handed over; when the listener runs dry follows from it. */
export interface SpokenSoFar {
  samples: number;
}

/** One clause as sound; nothing for a clause that can't be said. Throws AppErrors or the signal's reason. */
export async function* speakClause(
  input: TurnInput,
  clause: string,
  { engines, leases, logger, now }: TurnDependencies,
  marks: TurnMarks,
  spoken: SpokenSoFar,
  signal: AbortSignal,
): AsyncGenerator<Extract<TurnEvent, { type: "audio" }>> {
  const { turnId, sessionId, language, mode, voice } = input;
  const text = speakableText(clause, language);
  if (text === "") return;
  const startedMs = now();
  const spokenMs = (spoken.samples / replyAudio.sampleRateHz) * 1000;
  const request = {
    role: "tts",
    purpose: "speech",
    sessionId,
    playoutDeadlineMs: (marks.firstAudioMs ?? startedMs) + spokenMs,
    signal,
  } as const;
  const chunks = underLease(leases, request, (lease) =>
    engines.tts.synthesize({ text, language, mode, voice }, { signal: lease.signal, traceId: turnId }),
  );
  let isFirst = true;
  for await (const pcm of chunks) {
    marks.firstAudioMs ??= now();
    marks.audioCompleteMs = now();
    spoken.samples += pcm.length;
    yield isFirst ? { type: "audio", pcm, mode, clause } : { type: "audio", pcm, mode };
    isFirst = false;
  }
  logger.info("tts_synthesis_complete", { trace_id: turnId, duration_ms: Math.round(now() - startedMs), mode });
}
