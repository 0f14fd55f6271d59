import { readDefaultVoice } from "../../../inference/models/default-voice";
import { type Finding, failed, ok } from "../check";

const name = "Default voice";
const advice =
  "AVATAR_TTS_VOICE names a .wav file of 6 to 12 s of speech, with its exact words in a .txt file beside it.";

/** Checks the reference recording of the F5-TTS worker, which does not start without one. `path`: Config.ttsVoice. */
export function defaultVoiceFinding(path: string | null): Finding {
  try {
    return ok(name, readDefaultVoice(path).recording);
  } catch (error) {
    return failed(name, (error as Error).message, advice);
  }
}
