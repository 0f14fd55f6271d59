import type { Timings } from "@/lib/timings";

export type StageName = "endpoint" | "stt" | "ttft" | "tts" | "rest";

/** One step of a turn on its time axis, from the end of speech on. Milliseconds. */
export interface Stage {
  name: StageName;
  startMs: number;
  durationMs: number;
}

/** The measured steps, one after another; the last one is the speech after the first sound. */
export function stagesOf(timings: Timings): Stage[] {
  const measured: [StageName, number | null][] = [
    ["endpoint", timings.endpoint_ms],
    ["stt", timings.stt_ms],
    ["ttft", timings.ttft_ms],
    ["tts", timings.tts_first_ms],
  ];
  const stages: Stage[] = [];
  let startMs = 0;
  for (const [name, durationMs] of measured) {
    if (durationMs === null) continue;
    stages.push({ name, startMs, durationMs });
    startMs += durationMs;
  }
  const { first_audio_ms: firstAudioMs, e2e_ms: endToEndMs } = timings;
  if (firstAudioMs !== null && endToEndMs !== null && endToEndMs > firstAudioMs) {
    stages.push({ name: "rest", startMs: firstAudioMs, durationMs: endToEndMs - firstAudioMs });
  }
  return stages;
}

/**
 * The three numbers that the short form shows; null for a step that did not happen. Waiting for the end of speech
 * counts as hearing.
 */
export function summaryOf(timings: Timings): { hearMs: number | null; thinkMs: number | null; speakMs: number | null } {
  const { endpoint_ms: endpointMs, stt_ms: sttMs } = timings;
  return {
    hearMs: endpointMs === null && sttMs === null ? null : (endpointMs ?? 0) + (sttMs ?? 0),
    thinkMs: timings.ttft_ms,
    speakMs: timings.tts_first_ms,
  };
}
