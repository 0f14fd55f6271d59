import { readdirSync, readFileSync } from "node:fs";

/** A process as Linux's /proc shows it. Where there is no /proc, nothing can be seen, and nothing is done about it. */
export interface ProcEntry {
  pid: number;
  groupId: number;
  /** Clock ticks from boot to its start: with the pid, a name that no later process has. */
  startTicks: string;
  /** Has ended, with all its threads, and waits to be collected by its parent, which may never do it. */
  isZombie: boolean;
}

/** Null when there is no such process. */
export function readProc(pid: number): ProcEntry | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command's name may hold spaces and brackets; after its last bracket: state, parent, group, …, start time (field 22).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", , group = ""] = fields;
  // The first thread may be a zombie while others still hold the process's files and sockets (field 20: how many there are).
  const isZombie = (state === "Z" || state === "X") && Number(fields[17]) <= 1;
  return { pid, groupId: Number(group), startTicks: fields[19] ?? "", isZombie };
}

export function listProc(): ProcEntry[] {
  return pids().flatMap((pid) => readProc(pid) ?? []);
}

/** Whether its environment, as it was started, holds `variable=value`. False for processes of other users. */
export function hasEnvironment(pid: number, variable: string, value: string): boolean {
  const environment = readText(`/proc/${pid}/environ`);
  return environment?.split("\0").includes(`${variable}=${value}`) ?? false;
}

/** The processes of a group that still run. */
export function membersOf(groupId: number): ProcEntry[] {
  return listProc().filter((entry) => entry.groupId === groupId && !entry.isZombie);
}

function pids(): number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []));
  } catch {
    return [];
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
