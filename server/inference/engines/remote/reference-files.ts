import { readFile, stat } from "node:fs/promises";
import { AppError } from "../../../../lib/errors";
import type { ClonedVoice } from "../../contract";

/** 30 s, the longest that servers take, of 16-bit mono at 48 kHz are below 3 MB. */
const maxBytes = 3 * 1_048_576;
/** A reference of 12 s takes 800 KB as a data URI. */
const maxKept = 8;

interface Kept {
  /** Size and time of the last change. */
  version: string;
  dataUri: string;
}

/** The recordings of cloned voices, as they are sent to a server that has no access to our disk. */
export interface ReferenceFiles {
  /** `data:audio/wav;base64,…`. Throws AppError `voice_refused` when the recording is gone or can't be sent. */
  dataUri(voice: ClonedVoice): Promise<string>;
  /** Drops what is kept of a profile. */
  forget(profileId: number): void;
}

/** Keeps the few used last; a file that has changed is read again. */
export function createReferenceFiles(): ReferenceFiles {
  const kept = new Map<number, Kept>();
  let forgotten = 0;

  return {
    async dataUri({ profileId, referenceAudioPath }) {
      const forgottenBefore = forgotten;
      try {
        const { size, mtimeMs } = await stat(referenceAudioPath);
        if (size > maxBytes) throw refused("The recording of this voice is too long to be sent to the speech server.");
        const version = `${size} ${mtimeMs}`;
        const known = kept.get(profileId);
        kept.delete(profileId);
        const dataUri = known?.version === version ? known.dataUri : await read(referenceAudioPath);
        // A voice that ended while its file was read is not kept.
        if (forgotten === forgottenBefore) kept.set(profileId, { version, dataUri });
        const [oldest] = kept.keys();
        if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
        return dataUri;
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw refused("The recording of this voice is not there, or can't be read.", error);
      }
    },
    forget(profileId) {
      forgotten += 1;
      kept.delete(profileId);
    },
  };
}

async function read(path: string): Promise<string> {
  const bytes = await readFile(path);
  if (bytes.toString("latin1", 0, 4) !== "RIFF") throw refused("The recording of this voice is not a WAV file.");
  return `data:audio/wav;base64,${bytes.toString("base64")}`;
}

const refused = (message: string, cause?: unknown) => new AppError("voice_refused", message, { cause });
