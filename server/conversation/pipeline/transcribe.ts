import { isNothingSaid, isSubtitleEnding } from "../../../lib/speech-text/nothing-said";
import { fitsSpokenLength } from "../../../lib/speech-text/spoken-length";
import {
  type CallOptions,
  engineInputRateHz,
  type SpeechToText,
  type TranscribeRequest,
} from "../../inference/contract";
import { toTraditional } from "../chinese-script/traditional-chinese";
import type { TurnScope } from "./turn-scope";

/** What one recogniser made of the speech. */
interface Transcript {
  /** In written form; null for no words. */
  text: string | null;
  isFinal: boolean;
  /** It reads like what recognisers write for noise, and nothing but the text speaks for it. */
  isDoubtful: boolean;
}

/**
 * Speech to text: emits the transcript as it grows. Speech in which nothing was recognised, or what noise is taken for, is
 * looked at once more by another recogniser, where one is ready. Returns the final text, or `otherwise` when nothing was
 * recognised; null when nothing was said.
 */
export async function transcribe(
  scope: TurnScope,
  audio: Float32Array,
  otherwise: string | null,
): Promise<string | null> {
  const request = { audio, language: scope.input.language };
  const { stt } = scope.dependencies.engines;
  const heard = await scope.withLease("stt_complete", leaseOf(scope, "transcript"), async (options) => {
    let last: Transcript = { text: null, isFinal: true, isDoubtful: false };
    for await (const transcript of transcripts(stt, request, options)) {
      const { text, isFinal, isDoubtful } = transcript;
      if (isFinal) last = transcript;
      else if (text !== null && !isDoubtful) scope.emit({ type: "transcript", text, isFinal });
    }
    return last;
  });
  const said = await judged(scope, request, heard, otherwise);
  scope.emit({ type: "transcript", isFinal: true, ...(said ?? { text: "" }) });
  return said?.text ?? null;
}

/** A transcript that the person's further words have overtaken gives its place to any that somebody waits for. */
function leaseOf({ input: { overtaken } }: TurnScope, call: "transcript" | "second_transcript") {
  return { call, ...(overtaken && { unawaited: overtaken }) };
}

/** What was said, and by which model it was heard where it was not the chosen one. */
async function judged(
  scope: TurnScope,
  request: TranscribeRequest,
  { text, isDoubtful }: Transcript,
  otherwise: string | null,
): Promise<{ text: string; model?: string } | null> {
  if (text !== null && !isDoubtful) return { text };
  if (scope.input.overtaken?.aborted) return null;
  const second = await lookAgain(scope, request);
  // Two recognisers rarely take the same noise for words.
  if (text !== null && second.words !== null) return { text };
  if (text !== null && !second.hasListened && fitsSpokenLength(text, request.audio.length / engineInputRateHz)) {
    return { text };
  }
  if (text === null && second.words !== null) return { text: second.words, model: second.model };
  return otherwise === null ? null : { text: otherwise };
}

/** Without another recogniser that is ready, or when it fails, nothing has listened: no failure of the turn. */
type SecondLook = { hasListened: false; words: null } | { hasListened: true; words: string | null; model: string };

async function lookAgain(scope: TurnScope, request: TranscribeRequest): Promise<SecondLook> {
  const { engines, logger } = scope.dependencies;
  const second = engines.stt.second?.(request.language);
  if (!second) return { hasListened: false, words: null };
  const { model } = second;
  try {
    return await scope.withLease("stt_second_complete", leaseOf(scope, "second_transcript"), async (options) => {
      let words: string | null = null;
      for await (const { text, isFinal, isDoubtful } of transcripts(second, request, options)) {
        if (isFinal) words = isDoubtful ? null : text;
      }
      return { hasListened: true, words, model };
    });
  } catch (error) {
    scope.signal.throwIfAborted();
    logger.warn("stt_second_failed", { trace_id: scope.input.turnId, model, error });
    return { hasListened: false, words: null };
  }
}

/** The transcripts so far, each longer than the one before, and last the final one. */
export async function* transcripts(
  stt: Pick<SpeechToText, "transcribe">,
  request: TranscribeRequest,
  options: CallOptions,
): AsyncGenerator<Transcript> {
  const asWritten = request.language === "zh-TW" ? toTraditional : (text: string) => text;
  for await (const { text, isFinal, isJudged } of stt.transcribe(request, options)) {
    const words = isNothingSaid(text) ? null : asWritten(text).trim();
    yield { text: words, isFinal, isDoubtful: !isJudged && isSubtitleEnding(text) };
  }
}
