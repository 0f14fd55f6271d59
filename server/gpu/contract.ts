/** One graphics card as nvidia-smi saw it. What it did not say is null, never 0. */
export interface GpuReading {
  index: number;
  uuid: string;
  name: string;
  totalMiB: number | null;
  usedMiB: number | null;
  freeMiB: number | null;
  utilization: number | null;
  processes: readonly GpuProcess[];
}

export interface GpuProcess {
  /** The host's number: inside a container it is not ours. */
  pid: number;
  usedMiB: number | null;
}

export type GpuState =
  /** No nvidia-smi on PATH, or it finds no card: a normal state. */
  | { kind: "none"; reason: string }
  /** There may be a card, but it can't be read: driver mismatch, time-out, odd output. */
  | { kind: "unknown"; reason: string }
  | { kind: "gpus"; gpus: readonly GpuReading[] };

export interface VramAlert {
  uuid: string;
  usedFraction: number;
  sinceMs: number;
}

/** Watches all cards by one poll. */
export interface GpuMonitor {
  state(): GpuState;
  /** Cards above the alert line (with hysteresis). */
  alerts(): readonly VramAlert[];
  onChange(listener: () => void): () => void;
  close(): void;
}
