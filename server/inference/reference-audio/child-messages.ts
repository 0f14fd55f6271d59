import type { ErrorCode } from "../../../lib/errors";
import type { DecodedRecording, TimeSpan } from "../contract";
import type { ReferenceFile } from "./make-reference";

/**
 * What a child can be asked to do, once in its life, each by a program of its own that loads no more than it needs.
 * Paths are absolute; what it writes must not exist.
 */
export interface ChildTask {
  decode: { uploadPath: string; decodedPath: string; ffmpeg: string | null };
  make: { decodedPath: string; keep: TimeSpan | null; detectorPath: string };
}

export interface ChildResults {
  decode: DecodedRecording;
  make: ReferenceFile;
}

export type FromChild<K extends keyof ChildTask> =
  | { type: "progress"; share: number }
  | { type: "done"; result: ChildResults[K] }
  /** `code` null: not foreseen. */
  | { type: "failed"; code: ErrorCode | null; message: string };
