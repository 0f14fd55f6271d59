import { AppError } from "../../../../lib/errors";
import type { Voice } from "../../contract";
import { RefusedByServer } from "./errors";

/** Our worker's codes for a voice that it can't use (server/inference/workers), with what a person can do. */
const ofWorker: Record<string, string> = {
  ref_audio_not_found: "The recording of this voice is not there any more.",
  ref_audio_not_allowed: "The speech worker may not read the recording of this voice: check its --profiles-dir.",
  ref_audio_unreadable: "The speech model can't read the recording of this voice. Bring it again as a WAV file.",
  ref_audio_silent: "The speech model hears nothing in the recording of this voice. Record it again.",
  ref_text_missing: "The text of this voice's recording is missing.",
  ref_text_mismatch: "The text of this voice can't be what is said in its recording. Correct it.",
  cloning_off: "The speech worker was started without --profiles-dir.",
  voice_missing: "The speech worker has no voice of its own.",
};

/** vLLM-Omni says it in words, with the status of any other wrong request, and of some failures. */
const ofOmni: [RegExp, string][] = [
  [/reference audio too (short|long)/i, "The recording of this voice is too short or too long for the speech model."],
  [
    /task_type|does not support|not yet supported|only valid for/i,
    "The speech model can't speak in this kind of voice.",
  ],
  [/ref_?text/i, "The text of this voice's recording is missing."],
  [/ref_?audio|reference/i, "The speech model can't use the recording of this voice."],
  [/(invalid|unknown) (voice|speaker)/i, "The speech server has no voice of that name."],
];

/**
 * AppError `voice_refused` when a server refused the voice of a request, not the request itself: every other voice may
 * be well. Null for any other failure. What the server wrote is not shown.
 */
export function refusedVoice(error: unknown, { kind }: Voice): AppError | null {
  if (!(error instanceof RefusedByServer) || (error.status !== 400 && error.status !== 422)) return null;
  const { code, message } = reasonOf(error.body);
  const said = ofWorker[code] ?? ofOmni.find(([pattern]) => pattern.test(message))?.[1];
  if (said === undefined) return null;
  const because = new Error(`HTTP ${error.status}, ${kind} voice${ofWorker[code] ? `, ${code}` : ""}`);
  return new AppError("voice_refused", said, { cause: because });
}

function reasonOf(body: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } };
    return { code: String(error?.code ?? ""), message: String(error?.message ?? "") };
  } catch {
    return { code: "", message: "" };
  }
}
