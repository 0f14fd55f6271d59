import type { Config } from "../../../config/config";
import { readDefaultVoice } from "../../../inference/models/default-voice";
import { findSpokenVoice } from "../../../inference/processes/spoken-voice";
import { type Finding, failed, ok } from "../check";

const name = "Default voice";
const advice =
  "AVATAR_TTS_VOICE names a .wav file of 6 to 12 s of speech, with its exact words in a .txt file beside it.";

/** Checks the recording that F5-TTS speaks like. */
export function defaultVoiceFinding({ ttsVoice: path, modelsDir }: Pick<Config, "ttsVoice" | "modelsDir">): Finding {
  if (path === null) {
    const made = findSpokenVoice(modelsDir)?.recording;
    return ok(name, made ?? "the embedded voice speaks one at the first start");
  }
  try {
    return ok(name, readDefaultVoice(path).recording);
  } catch (error) {
    return failed(name, (error as Error).message, advice);
  }
}
