import { readdir, unlink } from "node:fs/promises";
import { join, posix, resolve, sep } from "node:path";
import { encodeWav } from "../../../lib/audio/wav";
import { AppError } from "../../../lib/errors";
import { isTemporaryName, syncFolder, writeFileDurably } from "../../platform/files/atomic-file";
import type { Logger } from "../../platform/observability/logger";
import { quarantine, takeBack } from "./quarantine";
import type { Recordings } from "./recordings";

const userFolder = "audio/raw";
const replyFolder = "audio/tts";
const safeId = /^[A-Za-z0-9_-]{1,64}$/;
/** Names of the files that this module writes; other files in the folders are left alone. */
const recordingPath = /^audio\/(raw|tts)\/[A-Za-z0-9_-]+\.wav$/;

/** Recordings as WAV files under `dataDir` (absolute). Writes fail with the file system's own error (ENOSPC …). */
export function createRecordings(dataDir: string, logger: Logger): Recordings {
  const audioRoot = resolve(dataDir, "audio");
  const absolute = (relativePath: string) => {
    const path = resolve(dataDir, relativePath);
    const plain = !relativePath.includes("\0") && !relativePath.includes("\\");
    if (!plain || posix.isAbsolute(relativePath) || !path.startsWith(audioRoot + sep)) throw new AppError("not_found");
    return path;
  };
  const write = async (relativePath: string, pcm: Int16Array, sampleRateHz: number) => {
    await writeFileDurably(absolute(relativePath), encodeWav(pcm, sampleRateHz));
    return relativePath;
  };

  return {
    writeUserAudio: (sessionId, turnNumber, pcm, sampleRateHz) =>
      write(`${userFolder}/${checkedId(sessionId)}_${checkedTurnNumber(turnNumber)}.wav`, pcm, sampleRateHz),

    writeReplyAudio: (turnId, pcm, sampleRateHz) => write(`${replyFolder}/${checkedId(turnId)}.wav`, pcm, sampleRateHz),

    async remove(relativePaths) {
      const folders = new Set<string>();
      for (const relativePath of relativePaths) {
        const path = absolute(relativePath);
        if (await removeIfThere(path)) folders.add(resolve(path, ".."));
      }
      for (const folder of folders) await syncFolder(folder);
    },

    quarantine(relativePaths, reason) {
      for (const path of relativePaths) absolute(path);
      return quarantine(dataDir, relativePaths, { reason, nowMs: Date.now() });
    },

    takeBack: (relativePaths) => takeBack(dataDir, relativePaths.filter(isRecording)),

    async list() {
      const names = await Promise.all([userFolder, replyFolder].map((folder) => namesIn(dataDir, folder)));
      return names.flat().filter(isRecording);
    },

    async clearTemporary() {
      const names = (await Promise.all([userFolder, replyFolder].map((folder) => namesIn(dataDir, folder)))).flat();
      const stale = names.filter((path) => isTemporaryName(posix.basename(path)));
      for (const path of stale) await removeIfThere(absolute(path));
      if (stale.length > 0) logger.warn("recordings_temporary_files_cleared", { count: stale.length });
      return stale.length;
    },

    resolve: absolute,
  };
}

function isRecording(path: string): boolean {
  return recordingPath.test(path);
}

/** Relative paths of everything directly inside a folder; empty when the folder does not exist yet. */
async function namesIn(dataDir: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(dataDir, folder), { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => `${folder}/${entry.name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function removeIfThere(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** Ids become file names: any character outside the contract's set could lead out of the folder. */
function checkedId(id: string): string {
  if (!safeId.test(id)) throw new AppError("invalid_input", "An id may hold letters, digits, - and _ only.");
  return id;
}

function checkedTurnNumber(turnNumber: number): number {
  if (!Number.isSafeInteger(turnNumber) || turnNumber < 1) {
    throw new AppError("invalid_input", "A turn number is a whole number from 1.");
  }
  return turnNumber;
}
