import { loadVoiceModel } from "../engines/embedded/voice-detector";
import { readDecodedFile } from "./decoded-file";
import { makeReference } from "./make-reference";
import { serveTask } from "./serve-task";

serveTask<"make">({ mayHang: false }, async ({ decodedPath, keep, detectorPath }) => {
  const sound = await readDecodedFile(decodedPath);
  return makeReference(sound, keep, await loadVoiceModel(detectorPath));
});
