import type { TurnDependencies, TurnEvent, TurnInput, TurnMarks } from "./contract";
import { toTraditional } from "./traditional-chinese";
import { underLease } from "./under-lease";

/** Speech to text: yields the transcripts, partial and final; answers the final text. Throws AppErrors or the signal's reason. */
export async function* transcribe(
  input: TurnInput,
  audio: Float32Array,
  { engines, leases, logger, now }: TurnDependencies,
  marks: TurnMarks,
  signal: AbortSignal,
): AsyncGenerator<Extract<TurnEvent, { type: "transcript" }>, string> {
  const { turnId, sessionId, language } = input;
  const startedMs = now();
  const request = { role: "stt", purpose: "final_transcript", sessionId, signal } as const;
  const events = underLease(leases, request, (lease) =>
    engines.stt.transcribe({ audio, language }, { signal: lease.signal, traceId: turnId }),
  );
  let final = "";
  for await (const { text, isFinal } of events) {
    const written = language === "zh-TW" ? toTraditional(text) : text;
    if (isFinal) {
      final = written;
      marks.transcriptFinalMs = now();
    }
    yield { type: "transcript", text: written, isFinal };
  }
  logger.info("stt_complete", { trace_id: turnId, duration_ms: Math.round(now() - startedMs) });
  return final;
}
