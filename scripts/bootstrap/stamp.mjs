import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A stamp says of what the work beside it was made. It is written last: no stamp, no finished work. */
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
 * Whole or not at all, whatever happens in between. The server has the same in server/platform/files/atomic-file.ts, which can't be
 * used here: it must be compiled first, and this runs before anything is installed.
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
