import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { runTool } from "./child-process/run-tool";

/** How Windows connects WSL2, in which this program runs, to the network. */
export interface WslState {
  mode: "mirrored" | "nat";
  /** The address inside WSL2; null when there is none. */
  address: string | null;
}

/** `wslinfo` answers at once where it exists. */
const answersWithinMs = 3_000;

/** Null when this is no WSL2. A WSL2 without `wslinfo` is too old for mirrored networking. */
export async function readWsl(environment: NodeJS.ProcessEnv): Promise<WslState | null> {
  const release = await readFile("/proc/sys/kernel/osrelease", "utf8").catch(() => "");
  if (!isWslRelease(release)) return null;
  const signal = AbortSignal.timeout(answersWithinMs);
  const run = await runTool("wslinfo", ["--networking-mode"], { signal, environment }).catch(() => null);
  const mode = run?.kind === "ended" && run.stdout.trim() === "mirrored" ? "mirrored" : "nat";
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return { mode, address: addresses.find(({ internal, family }) => !internal && family === "IPv4")?.address ?? null };
}

/** The kernel's release as in /proc/sys/kernel/osrelease; WSL1 has another one and translates each call. */
export const isWslRelease = (release: string): boolean => /microsoft-standard|WSL2/i.test(release);
