import { readFile } from "node:fs/promises";

/** What one process takes, as /proc shows it. */
export interface ProcessReading {
  pid: number;
  /** When it began: with the number, which process it is, as numbers are used again. */
  beganTicks: number;
  residentBytes: number;
  /**
   * Its own processor time since it began, seconds. The system adds an ended child's whole life to its parent at once,
   * which would read as more cores than the machine has.
   */
  cpuS: number;
}

/** Linux counts processor time in ticks of 10 ms for programs (USER_HZ), whatever its own clock is. */
const ticksPerS = 100;
const pageBytes = 4_096;

/** A process and all its descendants; empty when it has ended, or without /proc. */
export async function readProcessTree(pid: number): Promise<ProcessReading[]> {
  const [own, children] = await Promise.all([readProcess(pid), childrenOf(pid)]);
  const below = await Promise.all(children.map(readProcessTree));
  return own ? [own, ...below.flat()] : below.flat();
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.split(" ").filter(Boolean).map(Number);
}

async function readProcess(pid: number): Promise<ProcessReading | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The name may contain spaces and brackets. After it: field 14 utime, 15 stime, 22 starttime, 24 rss.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3] ?? 0);
  const cpuS = (field(14) + field(15)) / ticksPerS;
  return { pid, beganTicks: field(22), residentBytes: field(24) * pageBytes, cpuS };
}
