import type { TurnCall } from "../turn-calls";
import type { StageTimes } from "./views";

/**
 * What the stages of a turn took, from its calls: the same way for a turn that was spoken and for one that was run again.
 * Waiting for a model's slot counts nowhere, and a call that began ahead of time counts whole, so that only what models
 * and texts differ in makes a difference. Null where a stage was not, or did not come to its first piece.
 */
export function stageTimesOf(calls: readonly TurnCall[]): StageTimes {
  const heard = calls.filter(({ call }) => call === "transcript" || call === "second_transcript");
  const reply = calls.find(({ call }) => call === "reply");
  const segment = calls
    .filter((each) => each.call === "segment" && each.first_ms !== null)
    .reduce<TurnCall | undefined>(
      (first, each) => (first && first.began_ms <= each.began_ms ? first : each),
      undefined,
    );
  const stt = heard.length === 0 ? null : heard.reduce((sum, { total_ms }) => sum + total_ms, 0);
  const [ttft, tts, text] = [reply?.first_ms ?? null, segment?.first_ms ?? null, textMs(reply, segment)];
  return {
    stt_ms: rounded(stt),
    ttft_ms: rounded(ttft),
    text_ms: rounded(text),
    tts_ms: rounded(tts),
    first_sound_ms: ttft === null || text === null || tts === null ? null : rounded((stt ?? 0) + ttft + text + tts),
  };
}

/** From the first token to the end of the first segment's text. */
function textMs(reply: TurnCall | undefined, segment: TurnCall | undefined): number | null {
  if (!reply || reply.first_ms === null || !segment) return null;
  return Math.max(0, segment.began_ms - (reply.began_ms + reply.waited_ms + reply.first_ms));
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
