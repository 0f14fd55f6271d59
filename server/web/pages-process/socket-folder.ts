import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "avatar-pages-";
/** Linux takes 107 bytes, macOS 103. */
const maxPathBytes = 100;
const socketName = "s";

/**
 * A place for one Unix socket: a new folder for this user alone (0700). Those of processes that were killed are removed on the way.
 * Throws when no folder for temporary files has a name short enough.
 */
export function makeSocketPath(): string {
  for (const parent of new Set([tmpdir(), "/tmp"])) {
    if (Buffer.byteLength(join(parent, `${prefix}${process.pid}-XXXXXX`, socketName)) > maxPathBytes) continue;
    removeStale(parent);
    return join(mkdtempSync(join(parent, `${prefix}${process.pid}-`)), socketName);
  }
  throw new Error("The path of the folder for temporary files (TMPDIR) is too long for a socket.");
}

function removeStale(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (!pid || isRunning(Number(pid))) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
