import { readFileSync } from "node:fs";
import { descendantsOf } from "./process-tree";

/** Clock ticks a second of /proc/PID/stat: 100 on every Linux that Node supports (sysconf _SC_CLK_TCK). */
const ticksPerSecond = 100;

/** CPU time that a process has used so far, user and system, all threads, ms. Linux only. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name may hold spaces, so only what follows it is split: there utime and stime (fields 14 and 15) are 11 and 12.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Resident memory of a process, MiB. Linux only. */
export function residentMiB(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? Number.NaN) / 1024;
}

/**
 * Memory of a server and its pages' processes together, without the models, MiB. What several of them map from one file,
 * such as Node's own code, counts once: by the process that has most of it in memory. Linux only.
 */
export function serverMiB(pid: number): number {
  const pages = descendantsOf(pid).filter(({ command }) => command.includes("pages.process"));
  let ownKiB = 0;
  const fileKiB = new Map<string, number>();
  for (const process of [{ pid }, ...pages]) {
    const resident = residentByMapping(process.pid);
    ownKiB += resident.ownKiB;
    for (const [file, kiB] of resident.fileKiB) fileKiB.set(file, Math.max(kiB, fileKiB.get(file) ?? 0));
  }
  return [...fileKiB.values()].reduce((sum, kiB) => sum + kiB, ownKiB) / 1024;
}

/** Resident memory of a process by what it maps: each file, and all that is the process's own. */
function residentByMapping(pid: number): { ownKiB: number; fileKiB: Map<string, number> } {
  let ownKiB = 0;
  const fileKiB = new Map<string, number>();
  let file: string | null = null;
  for (const line of readFileSync(`/proc/${pid}/smaps`, "utf8").split("\n")) {
    // A mapping's head: range, permissions, offset, device, inode, path.
    const head = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+\s*(.*)$/.exec(line);
    if (head) file = head[1]?.startsWith("/") ? head[1] : null;
    const kiB = Number(/^Rss:\s+(\d+) kB/.exec(line)?.[1] ?? 0);
    if (file === null) ownKiB += kiB;
    else fileKiB.set(file, (fileKiB.get(file) ?? 0) + kiB);
  }
  return { ownKiB, fileKiB };
}
