import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { type Sentence, sentence } from "../platform/words/sentence";

/**
 * What the system says of a file or folder that a command reads or writes, and what the person can do about it; null for
 * any other error.
 */
export function sentenceOfSystemError(error: unknown): Sentence | null {
  const { code, syscall = "", path, dest } = (error ?? {}) as NodeJS.ErrnoException & { dest?: string };
  if (code === "ENOSPC" || code === "EDQUOT") return fullDisk(dest ?? path);
  // Programs and addresses have paths, too.
  if (path === undefined || /^(spawn|listen|connect|bind)/.test(syscall)) return null;
  switch (code) {
    case "EEXIST":
      return sentence("{path} is there already. Choose another name, or remove it first.", { path });
    case "ENOENT": {
      const folder = dirname(path);
      if (existsSync(folder)) return sentence("There is no {path}. Check the name.", { path });
      return sentence("There is no folder {folder}. Create it first, or choose another path.", { folder });
    }
    case "EACCES":
    case "EPERM":
      return sentence("Not allowed: {path}. Give this user the right to it, or choose another path.", { path });
    case "EROFS":
      return sentence("The disk with {path} can only be read. Choose another path.", { path });
    case "EISDIR":
      return sentence("{path} is a folder. Name a file.", { path });
    case "ENOTDIR":
      return sentence("A part of {path} is a file and no folder. Choose another path.", { path });
    case "ENAMETOOLONG":
      return sentence("{path} is too long for a file name. Choose a shorter one.", { path });
    case "EIO":
      return sentence("The disk with {path} could not be read or written. The system's log says more (dmesg).", {
        path,
      });
    default:
      return null;
  }
}

function fullDisk(path: string | undefined): Sentence {
  if (path === undefined) return sentence("The disk is full. Make room, then try again.");
  return sentence("The disk with {path} is full. Make room, or choose another path.", { path });
}
