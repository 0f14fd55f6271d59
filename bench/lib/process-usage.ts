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

/** Resident memory of a server and its pages' processes, without the models, MiB. Linux only. */
export function serverMiB(pid: number): number {
  const pages = descendantsOf(pid).filter(({ command }) => command.includes("pages.process"));
  return [{ pid }, ...pages].reduce((sum, process) => sum + residentMiB(process.pid), 0);
}
