import type { EndedTurn } from "../../../lib/metrics/ended-turn";
import { formatVoiceId } from "../../../lib/voices";
import type { RecordTurnInput } from "../../records/turns/record-turn";

/** What the metrics are told of a turn: none of its words, and no id of it. */
export function endedTurnOf(
  turn: Pick<RecordTurnInput, "mode" | "aiText" | "endedBy" | "timings" | "calls" | "voice" | "models" | "errorCode"> &
    Pick<EndedTurn, "wasSpoken" | "sessions">,
): EndedTurn {
  const { wasSpoken, sessions, mode, timings, models, errorCode } = turn;
  return {
    wasSpoken,
    mode,
    // As SQLite counts, so that a turn says the same when it is read from its row.
    replyChars: [...turn.aiText].length,
    timings,
    calls: turn.calls ?? [],
    voice: formatVoiceId(turn.voice),
    models,
    errorCode,
    sessions,
  };
}
