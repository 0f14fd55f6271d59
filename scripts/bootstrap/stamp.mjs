import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A stamp records the inputs of a finished step. It is written last, so without it the step is not finished. */
export function readStamp(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

export function removeStamp(path) {
  rmSync(path, { force: true });
}

/**
 * Writes the stamp atomically and durably. server/platform/files/atomic-file.ts does the same for the server, but it
 * needs compiling, and this file runs before anything is installed.
 */
export function writeStamp(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporaryPath = `${path}.${process.pid}`;
  const file = openSync(temporaryPath, "w");
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporaryPath, path);
}
