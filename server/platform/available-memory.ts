import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** Files of the kernel by path; null where there is none. */
type ReadFile = (path: string) => string | null;

/**
 * Memory that new processes can take without swapping, in bytes: what is free, and what the kernel keeps in its cache
 * and gives back. In a container with a limit, what is left of it. os.freemem() and process.availableMemory() count a
 * container's file cache as used: after a download of a gigabyte they would be a gigabyte short.
 */
export function availableMemoryBytes(read: ReadFile = readKernelFile): number {
  const machine = fieldOf(read("/proc/meminfo"), /^MemAvailable:\s+(\d+) kB$/m);
  // Only Linux tells it; elsewhere half of the machine's memory counts.
  if (machine === null) return totalmem() / 2;
  return Math.min(machine * 1_024, leftInContainer(read) ?? Number.POSITIVE_INFINITY);
}

/** The files of control groups, version 2 and 1. Version 1 writes a huge number for "no limit". */
const containerFiles = [
  { limit: "memory.max", used: "memory.current", cache: /^inactive_file (\d+)$/m, folder: "/sys/fs/cgroup" },
  {
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    cache: /^total_inactive_file (\d+)$/m,
    folder: "/sys/fs/cgroup/memory",
  },
];

/** What is left of the container's limit; null without one. */
function leftInContainer(read: ReadFile): number | null {
  for (const { folder, ...files } of containerFiles) {
    const limit = fieldOf(read(`${folder}/${files.limit}`), /^(\d+)$/m);
    const used = fieldOf(read(`${folder}/${files.used}`), /^(\d+)$/m);
    const cache = fieldOf(read(`${folder}/memory.stat`), files.cache) ?? 0;
    if (limit !== null && used !== null) return Math.max(0, limit - used + cache);
  }
  return null;
}

function fieldOf(text: string | null, pattern: RegExp): number | null {
  const found = text === null ? undefined : pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function readKernelFile(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
