import type { ChildProcess } from "node:child_process";
import { Worker } from "node:worker_threads";
import { errorCodeOf } from "../../../lib/errors";
import { isDiskFull } from "../../platform/files/disk-room";
import { loadVoiceModel } from "../engines/embedded/voice-detector";
import type { ChildResults, ChildTask, FromChild } from "./child-messages";
import { decodeRecording } from "./decode-recording";
import { readDecodedFile } from "./decoded-file";
import { makeReference } from "./make-reference";

let ffmpeg: ChildProcess | null = null;

/** Ends at once, however busy or broken a decoder is, and takes ffmpeg along. */
function end(): void {
  ffmpeg?.kill("SIGKILL");
  process.kill(process.pid, "SIGKILL");
}

/** Ends this process when its parent has died. A thread of its own sees it also while a decoder is caught in a loop. */
const watchParent = `
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 500);
`;
new Worker(watchParent, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } });

process.title = "avatar-reference";
// Ctrl-C reaches the whole process group; the parent decides when its children end.
process.on("SIGINT", () => {});
process.on("SIGTERM", end);
process.on("disconnect", end);
// The decoders report every damaged frame there, and a file can have millions.
console.error = () => {};
console.warn = () => {};

const send = (message: FromChild, sent?: () => void) => {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
};

async function perform(task: ChildTask): Promise<ChildResults[ChildTask["kind"]]> {
  if (task.kind === "decode") {
    return decodeRecording(task.uploadPath, task.decodedPath, {
      ffmpeg: task.ffmpeg,
      onFfmpeg: (child) => {
        ffmpeg = child;
      },
      onProgress: (share) => send({ type: "progress", share }),
    });
  }
  const sound = await readDecodedFile(task.decodedPath);
  return makeReference(sound, task.keep, await loadVoiceModel(task.detectorPath));
}

process.once("message", (task: ChildTask) => {
  perform(task)
    .then((result): FromChild => ({ type: "done", result }))
    .catch((error: unknown): FromChild => {
      const code = isDiskFull(error) ? "storage_failed" : errorCodeOf(error);
      const message = error instanceof Error ? error.message : String(error);
      return { type: "failed", code: code === "internal" ? null : code, message };
    })
    .then((message) => send(message, end));
});
