import { isNothingSaid } from "../../../lib/speech-text/nothing-said";
import type { CallOptions, SpeechToText, TranscribeRequest } from "../../inference/contract";
import { toTraditional } from "../chinese-script/traditional-chinese";
import type { TurnScope } from "./turn-scope";

/**
 * Speech to text: emits the transcript as it grows. Returns the final text, or `otherwise` when nothing was recognised;
 * null when nothing was said.
 */
export async function transcribe(
  scope: TurnScope,
  audio: Float32Array,
  otherwise: string | null,
): Promise<string | null> {
  const { language } = scope.input;
  const { stt } = scope.dependencies.engines;
  return await scope.withLease("stt_complete", { call: "transcript" }, async (options) => {
    let said = otherwise;
    for await (const { text, isFinal } of transcripts(stt, { audio, language }, options)) {
      if (isFinal) said = text ?? otherwise;
      if (isFinal || text !== null) scope.emit({ type: "transcript", text: text ?? otherwise ?? "", isFinal });
    }
    return said;
  });
}

/** The transcript so far in written form; null while there is none. */
export async function* transcripts(
  stt: SpeechToText,
  request: TranscribeRequest,
  options: CallOptions,
): AsyncGenerator<{ text: string | null; isFinal: boolean }> {
  const asWritten = request.language === "zh-TW" ? toTraditional : (text: string) => text;
  for await (const { text, isFinal } of stt.transcribe(request, options)) {
    yield { text: isNothingSaid(text) ? null : asWritten(text).trim(), isFinal };
  }
}
