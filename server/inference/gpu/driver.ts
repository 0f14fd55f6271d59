import { runTool } from "../../platform/child-process/run-tool";
import { withTimeLimit } from "../../platform/timing/followed-signals";
import type { DriverReading } from "../driver-reading";
import { findCard } from "./contract";
import { createNvidiaSmi, pathWithNvidiaSmi } from "./nvidia-smi";

const timeLimitMs = 10_000;

/** Reads the driver and CUDA versions from the head of nvidia-smi's table: "550.54.15", "12.4". */
export function parseVersions(stdout: string): { driver: string | null; cuda: string | null } {
  const [, driver = null] = /Driver Version:\s*([\d.]+)/.exec(stdout) ?? [];
  const [, cuda = null] = /CUDA Version:\s*([\d.]+)/.exec(stdout) ?? [];
  return { driver, cuda };
}

/** The compute capability in the lines "INDEX, 8.6"; drivers before 2021 do not know this query. */
export function parseComputeCapability(stdout: string, index: number): number | null {
  const lines = stdout.split(/\r?\n/).map((line) => line.split(",").map((field) => field.trim()));
  const value = lines.find(([at]) => at === `${index}`)?.[1];
  return value !== undefined && /^\d{1,2}\.\d$/.test(value) ? Number(value) : null;
}

/** Asks nvidia-smi, wherever it is (gpu/nvidia-smi.ts). `card`: index or UUID. Rejects only with the signal's reason. */
export async function readDriver(
  card: string,
  { signal, environment }: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<DriverReading> {
  const smi = createNvidiaSmi({ path: environment.PATH });
  const state = await smi.state();
  if (state.kind !== "gpus") return state;
  const ownPath = { ...environment, PATH: pathWithNvidiaSmi(environment.PATH) };
  const ask = async (...args: string[]) => {
    const run = await withTimeLimit(signal, timeLimitMs, (limited) =>
      runTool("nvidia-smi", args, { signal: limited, environment: ownPath }),
    ).catch(() => null);
    signal.throwIfAborted();
    return run?.kind === "ended" ? run.stdout : "";
  };
  const { driver } = parseVersions(await ask());
  if (driver === null) return { kind: "unknown", reason: "nvidia-smi does not say the driver's version" };
  const index = findCard(state.gpus, card)?.index ?? 0;
  const answer = await ask("--query-gpu=index,compute_cap", "--format=csv,noheader,nounits");
  return { kind: "driver", version: driver, computeCapability: parseComputeCapability(answer, index) };
}
