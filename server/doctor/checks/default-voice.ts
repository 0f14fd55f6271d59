import { readFile, stat } from "node:fs/promises";
import { type Finding, failed, ok } from "../check";

const name = "Default voice";
const advice =
  "AVATAR_TTS_VOICE names a .wav file of 6 to 12 s of speech, with its exact words in a .txt file beside it.";

/** The recording that the F5-TTS worker speaks like when nobody chose a cloned voice. `path`: Config.ttsVoice. */
export async function defaultVoiceFinding(path: string | null): Promise<Finding> {
  if (path === null) return failed(name, "none: the F5-TTS worker is not started without one", advice);
  const textPath = path.replace(/\.wav$/i, ".txt");
  const [recording, text] = await Promise.all([
    stat(path).catch(() => null),
    readFile(textPath, "utf8").catch(() => null),
  ]);
  if (!recording?.isFile()) return failed(name, `${path} is not there`, advice);
  if (!text?.trim()) return failed(name, `the words of ${path} are not in ${textPath}`, advice);
  return ok(name, path);
}
