import type { Timings } from "../../../lib/timings";

/** When each step of a turn happened, monotonic ms; null for a step that did not. */
export interface TurnTimeline {
  /** End of speech, or the arrival of a typed text. */
  beganAtMs: number;
  /** When the end of speech was decided; null for a typed turn. */
  decidedAtMs: number | null;
  transcriptAtMs: number | null;
  firstTokenAtMs: number | null;
  firstAudioAtMs: number | null;
  completeAtMs: number | null;
}

/**
 * The durations as sent to the client. Steps are measured from the end of speech and rounded. A step that was ready
 * before the previous one (work begun during the pause) takes 0, so `endpoint + stt + ttft + tts_first = first_audio`
 * exactly.
 */
export function computeTimings(timeline: TurnTimeline): Timings {
  let latest = 0;
  /** ms since the beginning, never less than the previous step. */
  const reach = (atMs: number | null): number | null => {
    if (atMs === null) return null;
    latest = Math.max(latest, Math.round(atMs - timeline.beganAtMs));
    return latest;
  };
  const since = (from: number, to: number | null) => (to === null ? null : to - from);
  const decided = reach(timeline.decidedAtMs);
  const transcript = decided === null ? null : reach(timeline.transcriptAtMs);
  const beforeToken = latest;
  const firstToken = reach(timeline.firstTokenAtMs);
  const beforeAudio = latest;
  const firstAudio = reach(timeline.firstAudioAtMs);
  const complete = reach(timeline.completeAtMs);
  return {
    endpoint_ms: decided,
    stt_ms: since(decided ?? 0, transcript),
    ttft_ms: since(beforeToken, firstToken),
    tts_first_ms: since(beforeAudio, firstAudio),
    first_audio_ms: firstAudio,
    e2e_ms: complete,
  };
}
