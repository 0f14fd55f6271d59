import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explained } from "../../platform/words/sentence";

const prefix = "avatar-pages-";
/** Linux allows 107 bytes, macOS 103. */
const maxPathBytes = 100;
const socketName = "s";

/**
 * A path for one Unix socket, in a new folder that only this user can enter (0700). It also removes the folders of
 * processes that were killed. Throws when the path of every temporary folder is too long.
 */
export function makeSocketPath(): string {
  const suffix = `-${pidNamespace()}-`;
  const ownPrefix = `${prefix}${process.pid}${suffix}`;
  for (const parent of new Set([tmpdir(), "/tmp"])) {
    if (Buffer.byteLength(join(parent, `${ownPrefix}XXXXXX`, socketName)) > maxPathBytes) continue;
    removeStale(parent, suffix);
    return join(mkdtempSync(join(parent, ownPrefix)), socketName);
  }
  throw explained("The path of the folder for temporary files (TMPDIR) is too long for a socket.");
}

/**
 * Identifies the processes among which a process id is unique. Containers that share a folder for temporary files can't
 * see each other's processes, and would take each other's folders for left-overs. "0" on a system without /proc.
 */
function pidNamespace(): string {
  return (statSync("/proc/self/ns/pid", { throwIfNoEntry: false })?.ino ?? 0).toString(36);
}

/**
 * A killed server can't remove its folder, and no later one uses the same. Its process id, which stands in the name,
 * says that nobody needs it: the pages' process ends with the server that started it.
 */
function removeStale(parent: string, suffix: string): void {
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${prefix}(\\d+)${suffix}`).exec(name)?.[1];
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
