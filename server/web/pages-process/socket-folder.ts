import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const prefix = "avatar-pages-";
/** Linux allows 107 bytes, macOS 103. */
const maxPathBytes = 100;
const socketName = "s";

/**
 * A path for one Unix socket, in a new folder that only this user can enter (0700). It also removes the folders of
 * processes that were killed. Throws when the path of every temporary folder is too long.
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
      // The folder belongs to another user.
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
