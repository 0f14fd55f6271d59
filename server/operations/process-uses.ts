import { type ProcessName, type ProcessUse, processNames } from "../../lib/dashboard/live-snapshot";
import type { ModelRole } from "../../lib/models";
import { type ProcessReading, readProcessTree } from "../platform/child-process/process-use";

/** Our processes by name; one that does not run has no pids. */
export type ProcessPids = Readonly<Record<Exclude<ProcessName, "other">, readonly number[]>>;

/** The processes as they are now; a model that is not ours or does not run has none. */
export function processPids(
  controls: Readonly<Record<ModelRole, { pid(): number | null } | null>>,
  pagesPids: readonly number[],
): ProcessPids {
  const of = (role: ModelRole) => [controls[role]?.pid()].filter((pid) => typeof pid === "number");
  return { web: [process.pid], pages: pagesPids, stt: of("stt"), llm: of("llm"), tts: of("tts") };
}

export interface ProcessUses {
  uses: ProcessUse[];
  /** Which of ours a process of the system is. */
  nameOf: ReadonlyMap<number, ProcessName>;
}

/** One look at the processor times: each process's, by what names it for good. */
interface CpuLook {
  atMs: number;
  cpuS: ReadonlyMap<string, number>;
}

/**
 * What each of our processes takes, its children with it. The server's own tree holds them all, so each process counts
 * for the nearest one above it that has a name, and for `other` where only the server itself is above it.
 */
export function createProcessUses(now: () => number): (pids: ProcessPids) => Promise<ProcessUses> {
  let before: CpuLook | null = null;
  return async (pids) => {
    const trees = await treesOf(pids);
    const atMs = now();
    const cpuS = new Map<string, number>();
    const nameOf = new Map<number, ProcessName>();
    const uses: ProcessUse[] = [];
    for (const name of processNames) {
      const readings = trees.get(name) ?? [];
      if (readings.length === 0) continue;
      for (const reading of readings) {
        nameOf.set(reading.pid, name);
        cpuS.set(keyOf(reading), reading.cpuS);
      }
      uses.push({ name, resident_mib: residentIn(readings), cores: coresOf(before, readings, atMs) });
    }
    before = { atMs, cpuS };
    return { uses, nameOf };
  };
}

/** Resident memory of each of our processes that runs, MiB, counted as `createProcessUses` does. */
export async function residentMiB(pids: ProcessPids): Promise<Partial<Record<ProcessName, number>>> {
  const running = [...(await treesOf(pids))].filter(([, readings]) => readings.length > 0);
  return Object.fromEntries(running.map(([name, readings]) => [name, residentIn(readings)]));
}

function residentIn(readings: readonly ProcessReading[]): number {
  return Math.round(readings.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / 1_048_576);
}

async function treesOf(pids: ProcessPids): Promise<Map<ProcessName, ProcessReading[]>> {
  const trees = new Map<ProcessName, ProcessReading[]>();
  const taken = new Set<number>();
  for (const name of ["pages", "stt", "llm", "tts"] as const) {
    const readings = (await Promise.all(pids[name].map(readProcessTree))).flat();
    for (const { pid } of readings) taken.add(pid);
    trees.set(name, readings);
  }
  const server = (await Promise.all(pids.web.map(readProcessTree))).flat();
  const isServer = ({ pid }: ProcessReading) => pids.web.includes(pid);
  trees.set("web", server.filter(isServer));
  trees.set(
    "other",
    server.filter((each) => !isServer(each) && !taken.has(each.pid)),
  );
  return trees;
}

/** Numbers of processes are used again. */
const keyOf = ({ pid, beganTicks }: ProcessReading) => `${pid} ${beganTicks}`;

/**
 * Cores that the processes used since the look before. Each is compared with itself, whatever it was counted for then;
 * what was not there at both looks is left out. Null when that is all of them.
 */
function coresOf(before: CpuLook | null, readings: readonly ProcessReading[], atMs: number): number | null {
  if (!before || atMs <= before.atMs) return null;
  const used = readings.flatMap((reading) => {
    const earlierS = before.cpuS.get(keyOf(reading));
    return earlierS === undefined ? [] : [reading.cpuS - earlierS];
  });
  if (used.length === 0) return null;
  const usedS = used.reduce((sum, seconds) => sum + seconds, 0);
  return Math.round((usedS / ((atMs - before.atMs) / 1_000)) * 10) / 10;
}
