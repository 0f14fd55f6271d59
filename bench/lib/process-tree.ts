import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Processes below one, however deep. Linux only. */
export function descendantsOf(pid: number): { pid: number; command: string }[] {
  const parents = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readOrNull(`/proc/${entry}/stat`);
    if (stat === null) continue;
    // The name may hold spaces, so only what follows it is split: the state, then the parent.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
  }
  const found: { pid: number; command: string }[] = [];
  const queue = [pid];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const child of parents.get(next) ?? []) {
      const command = readOrNull(`/proc/${child}/cmdline`)?.replaceAll("\0", " ").trim() ?? "";
      found.push({ pid: child, command });
      queue.push(child);
    }
  }
  return found;
}

/** How many handles a process has open, and how many of them are sockets. Linux only. */
export function openHandles(pid: number): { total: number; sockets: number } {
  const handles = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return null;
    }
  });
  const open = handles.filter((handle) => handle !== null);
  return { total: open.length, sockets: open.filter((handle) => handle.startsWith("socket:")).length };
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
