import { readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path/posix";

/** Files of the kernel by path; null where there is none. */
type ReadFile = (path: string) => string | null;

/**
 * Memory that new processes can take without swapping, in bytes: what is free, and what the kernel keeps in its cache
 * and gives back. In a container or a service of systemd with a limit, what is left of it. os.freemem() and
 * process.availableMemory() count a container's file cache as used: after a download of a gigabyte they would be a
 * gigabyte short.
 */
export function availableMemoryBytes(read: ReadFile = readKernelFile): number {
  const machine = fieldOf(read("/proc/meminfo"), /^MemAvailable:\s+(\d+) kB$/m);
  // Only Linux tells it; elsewhere half of the machine's memory counts.
  if (machine === null) return totalmem() / 2;
  return Math.min(machine * 1_024, leftInGroups(read));
}

/** The files of control groups, version 2 and 1. Version 1 writes a huge number for "no limit". */
const groupKinds = [
  {
    limit: "memory.max",
    used: "memory.current",
    cache: /^inactive_file (\d+)$/m,
    root: "/sys/fs/cgroup",
    own: /^0::(\/.*)$/m,
  },
  {
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    cache: /^total_inactive_file (\d+)$/m,
    root: "/sys/fs/cgroup/memory",
    own: /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(\/.*)$/m,
  },
];

/**
 * What is left of the limits of this process's control group and of those around it; infinite without any. In a
 * container the group may be named as the host knows it: then only the root, which is the container's own, is there.
 */
function leftInGroups(read: ReadFile): number {
  const ownGroups = read("/proc/self/cgroup") ?? "";
  let left = Number.POSITIVE_INFINITY;
  for (const { root, own, ...files } of groupKinds) {
    for (let group = own.exec(ownGroups)?.[1] ?? "/"; ; group = dirname(group)) {
      const folder = join(root, group);
      const limit = fieldOf(read(join(folder, files.limit)), /^(\d+)$/m);
      const used = fieldOf(read(join(folder, files.used)), /^(\d+)$/m);
      const cache = fieldOf(read(join(folder, "memory.stat")), files.cache) ?? 0;
      if (limit !== null && used !== null) left = Math.min(left, Math.max(0, limit - used + cache));
      if (group === "/") break;
    }
  }
  return left;
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
