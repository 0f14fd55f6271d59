import { type ConversationView, heardCharsOf, type TurnView } from "../conversations";
import type { Language } from "../languages";
import { fittingReplacements } from "../lexicon";
import type { Turn } from "./conversation-state";

/** The stored turns of a resumed conversation, or its newest ones, as the page shows them: all have ended. */
export function earlierTurns(
  stored: readonly TurnView[],
  language: Language,
  feedback: ConversationView["feedback"] = {},
): Turn[] {
  const words = new Map(stored.map((turn) => [turn.turn_id, turn.user_text]));
  const turns = stored
    .map((turn) => earlierTurn(turn, language, words.get(turn.supersedes_turn_id) === turn.user_text))
    .map((turn) => ({ ...turn, thumb: feedback[turn.turnId]?.thumbs.find(({ own }) => own)?.thumb ?? null }));
  stored.forEach(({ supersedes_turn_id: corrected }, index) => {
    if (corrected === null) return;
    // A turn that is not among these is older than all of them.
    const from = turns.findIndex((turn) => turn.turnId === corrected);
    for (let at = Math.max(0, from); at < index; at++) {
      const turn = turns[at];
      if (turn) turns[at] = { ...turn, superseded: true };
    }
  });
  return turns;
}

/** `isRepeated`: it has the words of the turn that it supersedes. */
function earlierTurn(stored: TurnView, language: Language, isRepeated: boolean): Turn {
  const failed = stored.error_code !== null && stored.error_code !== "tts_failed";
  return {
    turnId: stored.turn_id ?? `stored-${stored.turn_number}`,
    turnNumber: stored.turn_number,
    source: sourceOf(stored, isRepeated),
    language: stored.language ?? language,
    userText: stored.user_text,
    userTextFinal: true,
    heardReplacements: fittingReplacements(stored.user_text, stored.heard_replacements),
    replyText: stored.ai_text,
    saidReplacements: stored.said_replacements.filter(({ to }) => to <= stored.ai_text.length),
    isSpoken: Boolean(stored.ai_audio_ms),
    heardChars: heardCharsOf(stored),
    captions: [],
    queuedMs: stored.ai_audio_ms ?? 0,
    lostRecordings: [
      ...(stored.user_audio_missing ? (["user"] as const) : []),
      ...(stored.ai_audio_missing ? (["reply"] as const) : []),
    ],
    status: failed ? "failed" : stored.interrupted ? "interrupted" : "completed",
    silenced: true,
    endedBy: stored.ended_by,
    finishReason: stored.finish_reason,
    superseded: false,
    timings: stored.timings,
    mode: stored.mode ?? "fast",
    models: stored.models,
    errorCode: stored.error_code,
    thumb: null,
  };
}

function sourceOf(stored: TurnView, isRepeated: boolean): Turn["source"] {
  if (stored.supersedes_turn_id !== null) return isRepeated ? "repeated" : "edited";
  return stored.user_audio_ms ? "spoken" : "typed";
}
