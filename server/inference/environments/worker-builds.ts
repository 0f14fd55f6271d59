import type { ModelRole } from "../../../lib/models";

/** The model servers that need a Python environment of their own. */
export const workerNames = ["whisper", "f5-tts", "vllm"] as const;
export type WorkerName = (typeof workerNames)[number];

export const workerOfRole = { stt: "whisper", llm: "vllm", tts: "f5-tts" } as const satisfies Record<
  ModelRole,
  WorkerName
>;

/** What a CUDA build of PyTorch needs from the machine. */
export interface CudaBuild {
  /** As `torch.version.cuda` writes it. */
  version: string;
  /** The first driver branch that runs it (NVIDIA, "CUDA Compatibility": minor versions share a branch). */
  leastDriver: number;
  /** The oldest cards that the build has code for: 7.0 is Volta, 7.5 Turing. CUDA 13 has dropped all before Turing. */
  leastComputeCapability: number;
}

/** One tested set of packages for a worker. */
export interface WorkerBuild {
  /** Name of its lock file in workers/locks, without `.txt`. */
  lock: string;
  /** Null: it runs on the CPU. */
  cuda: CudaBuild | null;
}

const cuda13: CudaBuild = { version: "13.0", leastDriver: 580, leastComputeCapability: 7.5 };
const cuda12: CudaBuild = { version: "12.8", leastDriver: 525, leastComputeCapability: 7.0 };

/** The sets of each worker, the newest first. Their versions: workers/locks/pins.toml. */
export const workerBuilds: Record<WorkerName, readonly WorkerBuild[]> = {
  whisper: [{ lock: "whisper", cuda: null }],
  "f5-tts": [
    { lock: "f5-tts-cuda13", cuda: cuda13 },
    { lock: "f5-tts-cuda12", cuda: cuda12 },
  ],
  vllm: [
    { lock: "vllm-cuda13", cuda: cuda13 },
    { lock: "vllm-cuda12", cuda: cuda12 },
  ],
};

/** Whether the worker's library also runs without a graphics card, and how well. */
export const withoutCard: Record<WorkerName, "well" | "slowly" | "not at all"> = {
  whisper: "well",
  "f5-tts": "slowly",
  vllm: "not at all",
};

/** The branch of a driver's version: 550 of "550.54.15". */
export const driverBranch = (version: string): number => Number.parseInt(version, 10);

/** The first driver branch that runs a PyTorch of this CUDA version ("13.2"); null for a version that is not known. */
export function leastDriverFor(cudaVersion: string): number | null {
  const major = Number.parseInt(cudaVersion, 10);
  return [cuda13, cuda12].find(({ version }) => Number.parseInt(version, 10) === major)?.leastDriver ?? null;
}
