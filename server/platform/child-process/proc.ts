import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** A process as Linux's /proc shows it. On systems without /proc no process is visible, and callers do nothing. */
export interface ProcEntry {
  pid: number;
  groupId: number;
  /** Clock ticks from boot to the process's start; together with the pid this is unique. */
  startTicks: string;
  /** True for a zombie: it has ended with all its threads, and its parent may never collect it. */
  isZombie: boolean;
}

/** Null when there is no such process. */
export function readProc(pid: number): ProcEntry | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command's name may contain spaces and brackets; after its last bracket come state, parent, group, …, start time
  // (field 22).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", , group = ""] = fields;
  // The first thread may be a zombie while others still hold files and sockets (field 20 is the number of threads).
  const isZombie = (state === "Z" || state === "X") && Number(fields[17]) <= 1;
  return { pid, groupId: Number(group), startTicks: fields[19] ?? "", isZombie };
}

/** Resident memory of a process and its children together, bytes; 0 when it has ended, or without /proc. */
export async function residentBytesOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const sizes = [String(pid), ...children.split(" ").filter(Boolean)].map(async (each) => {
    const status = await readFile(`/proc/${each}/status`, "utf8").catch(() => "");
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

/** The id of this boot; null without /proc. */
export function readBootId(): string | null {
  return readText("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

export function listProc(): ProcEntry[] {
  return pids().flatMap((pid) => readProc(pid) ?? []);
}

/** Whether the process was started with `variable=value` in its environment. False for processes of other users. */
export function hasEnvironment(pid: number, variable: string, value: string): boolean {
  return environmentOf(pid)[variable] === value;
}

/** The environment that the process was started with; empty for processes of other users. */
export function environmentOf(pid: number): Record<string, string | undefined> {
  const pairs = readText(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return Object.fromEntries(pairs.map((pair) => [pair.split("=", 1)[0], pair.slice(pair.indexOf("=") + 1)]));
}

/** Whether a program of this user that lies in this folder runs. */
export function runsFrom(folder: string): boolean {
  return pids().some((pid) => (readText(`/proc/${pid}/cmdline`) ?? "").startsWith(`${folder}/`));
}

/** Whether a process listens on a TCP port, on any address. False for processes of other users. */
export function listensOn(pid: number, port: number): boolean {
  const sockets = listeningSockets(port);
  return sockets.size > 0 && links(`/proc/${pid}/fd`).some((link) => sockets.has(link));
}

/** Socket links as /proc/PID/fd shows them. */
function listeningSockets(port: number): Set<string> {
  const table = ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readText(path) ?? "").join("");
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  // Columns: number, local address and port, remote ones, state (0A: listening), …, inode (field 10).
  const rows = table.split("\n").map((line) => line.trim().split(/\s+/));
  const listening = rows.filter(([, local, , state]) => state === "0A" && local?.endsWith(`:${hexPort}`));
  return new Set(listening.map((fields) => `socket:[${fields[9]}]`));
}

/** The running processes of a group. */
export function membersOf(groupId: number): ProcEntry[] {
  return listProc().filter((entry) => entry.groupId === groupId && !entry.isZombie);
}

function pids(): number[] {
  return names("/proc").flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function links(folder: string): string[] {
  return names(folder).flatMap((name) => {
    try {
      return readlinkSync(`${folder}/${name}`);
    } catch {
      return [];
    }
  });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
