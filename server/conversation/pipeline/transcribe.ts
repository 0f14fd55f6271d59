import { isNothingSaid } from "../../../lib/speech-text/nothing-said";
import { toTraditional } from "../speech-text/traditional-chinese";
import type { TurnScope } from "./turn-scope";

/** Speech to text: emits the transcript as it grows. Gives the final text; null when nothing was said. */
export async function transcribe(scope: TurnScope, audio: Float32Array): Promise<string | null> {
  const { language } = scope.input;
  const { stt } = scope.dependencies.engines;
  const asWritten = language === "zh-TW" ? toTraditional : (text: string) => text;
  return await scope.withLease("stt_complete", { call: "transcript" }, async (options) => {
    let said: string | null = null;
    for await (const event of stt.transcribe({ audio, language }, options)) {
      const isSpeech = !isNothingSaid(event.text);
      const text = isSpeech ? asWritten(event.text).trim() : "";
      if (event.isFinal) {
        scope.marks.transcriptFinalMs = scope.dependencies.now();
        said = isSpeech ? text : null;
      }
      if (event.isFinal || isSpeech) scope.emit({ type: "transcript", text, isFinal: event.isFinal });
    }
    return said;
  });
}
