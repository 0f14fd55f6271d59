import { emptyLexicon, type Replacement } from "../../../lib/lexicon";
import { isNothingSaid, isSubtitleEnding } from "../../../lib/speech-text/nothing-said";
import { fitsSpokenLength } from "../../../lib/speech-text/spoken-length";
import {
  answeringModel,
  type CallOptions,
  engineInputRateHz,
  type SpeechToText,
  type TranscribeRequest,
} from "../../inference/contract";
import { toTraditional } from "../chinese-script/traditional-chinese";
import { asMeant } from "../lexicon/apply-lexicon";
import type { CallMeter } from "./call-meter";
import type { TurnInput } from "./contract";
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
  const heard = await scope.withLease("stt_complete", leaseOf(scope, "transcript"), async (options, meter) => {
    meter.report({ model: answeringModel(stt, request.language) });
    let last: Transcript = { text: null, isFinal: true, isDoubtful: false };
    for await (const transcript of metered(stt, request, options, meter)) {
      const { text, isFinal, isDoubtful } = transcript;
      if (isFinal) last = transcript;
      else if (text !== null && !isDoubtful)
        scope.emit({ type: "transcript", text: (await meant(text, scope.input)).text, isFinal });
    }
    return last;
  });
  const said = await judged(scope, request, heard, otherwise);
  const event = { type: "transcript", isFinal: true } as const;
  // Words that were known before have been through the lexicon.
  if (said === null || !said.isRecognised) {
    scope.emit({ ...event, text: said?.text ?? "" });
    return said?.text ?? null;
  }
  const { text, replacements } = await meant(said.text, scope.input);
  const changed = replacements.length === 0 ? {} : { heard: { text: said.text, replacements } };
  scope.emit({ ...event, text, ...(said.model !== undefined && { model: said.model }), ...changed });
  return text;
}

/** What was heard, as the lexicon says that it was meant. */
export async function meant(
  text: string,
  { lexicon, language }: Pick<TurnInput, "lexicon" | "language">,
): Promise<{ text: string; replacements: Replacement[] }> {
  return asMeant(text, (await lexicon) ?? emptyLexicon, language);
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
): Promise<{ text: string; isRecognised: boolean; model?: string } | null> {
  if (text !== null && !isDoubtful) return { text, isRecognised: true };
  if (scope.input.overtaken?.aborted) return null;
  const second = await lookAgain(scope, request);
  // Two recognisers rarely take the same noise for words.
  if (text !== null && second.words !== null) return { text, isRecognised: true };
  if (text !== null && !second.hasListened && fitsSpokenLength(text, request.audio.length / engineInputRateHz)) {
    return { text, isRecognised: true };
  }
  if (text === null && second.words !== null) return { text: second.words, isRecognised: true, model: second.model };
  return otherwise === null ? null : { text: otherwise, isRecognised: false };
}

/** Without another recogniser that is ready, or when it fails, nothing has listened: no failure of the turn. */
type SecondLook = { hasListened: false; words: null } | { hasListened: true; words: string | null; model: string };

async function lookAgain(scope: TurnScope, request: TranscribeRequest): Promise<SecondLook> {
  const { engines, logger } = scope.dependencies;
  const second = engines.stt.second?.(request.language);
  if (!second) return { hasListened: false, words: null };
  const { model } = second;
  try {
    return await scope.withLease("stt_second_complete", leaseOf(scope, "second_transcript"), async (options, meter) => {
      meter.report({ model });
      let words: string | null = null;
      for await (const { text, isFinal, isDoubtful } of metered(second, request, options, meter)) {
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

/** The same, with what its call was like. */
async function* metered(
  stt: Pick<SpeechToText, "transcribe">,
  request: TranscribeRequest,
  options: CallOptions,
  meter: CallMeter,
): AsyncGenerator<Transcript> {
  meter.report({ audio_ms: Math.round((request.audio.length / engineInputRateHz) * 1_000) });
  for await (const transcript of transcripts(stt, request, options)) {
    meter.answered();
    meter.report({ characters: transcript.text?.length ?? 0 });
    yield transcript;
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
