import { readFileSync, statSync } from "node:fs";
import { explained } from "../../platform/words/sentence";

/** F5-TTS's voice when nobody chose a cloned one. */
export interface DefaultVoice {
  /** Absolute path of the `.wav`. */
  recording: string;
  /** Exactly what is said in it, never empty. */
  words: string;
}

/**
 * The voice of AVATAR_TTS_VOICE with the words from the `.txt` beside it. Throws an Error that says what is missing.
 */
export function readDefaultVoice(recording: string): DefaultVoice {
  if (!statSync(recording, { throwIfNoEntry: false })?.isFile())
    throw explained("{path} is not there.", { path: recording });
  const textPath = recording.replace(/\.wav$/i, ".txt");
  const words = readText(textPath)?.trim();
  if (!words) throw explained("The words of {recording} are not in {textPath}.", { recording, textPath });
  return { recording, words };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
