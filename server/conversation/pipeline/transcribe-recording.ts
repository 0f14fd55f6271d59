import type { Language } from "../../../lib/languages";
import type { CallOptions, SpeechToText } from "../../inference/contract";
import type { LeaseBroker } from "../../inference/scheduling/contract";
import { transcripts } from "./transcribe";

/**
 * The words of a recording (float32 mono 16 kHz) that belongs to no turn, in written form; null where nothing was
 * heard. Rejects with the recogniser's failure or the signal's reason.
 */
export async function transcribeRecording(
  { stt, leases }: { stt: Pick<SpeechToText, "transcribe">; leases: LeaseBroker },
  request: { audio: Float32Array; language: Language },
  call: CallOptions,
): Promise<string | null> {
  const lease = await leases.acquire({ call: "transcript", ...call });
  try {
    let words: string | null = null;
    for await (const { text, isFinal } of transcripts(stt, request, { ...call, signal: lease.signal })) {
      if (isFinal) words = text;
    }
    return words;
  } finally {
    lease.release();
  }
}
