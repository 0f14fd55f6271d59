import type { ErrorCode } from "../../../lib/errors";
import type { DecodedRecording, TimeSpan } from "../contract";
import type { ReferenceFile } from "./make-reference";

/** What the child is asked to do, once in its life. Paths are absolute; what it writes must not exist. */
export type ChildTask =
  | { kind: "decode"; uploadPath: string; decodedPath: string; ffmpeg: string | null }
  | { kind: "make"; decodedPath: string; keep: TimeSpan | null; detectorPath: string };

export interface ChildResults {
  decode: DecodedRecording;
  make: ReferenceFile;
}

export type FromChild =
  | { type: "progress"; share: number }
  | { type: "done"; result: ChildResults[ChildTask["kind"]] }
  /** `code` null: not foreseen. */
  | { type: "failed"; code: ErrorCode | null; message: string };
