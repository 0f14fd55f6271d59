/** Threads and scheduling priority of each engine's process. */
export interface CpuBudget {
  stt: { threads: number; niceness: number };
  llm: { threads: { prompt: number; writing: number }; niceness: number };
  tts: { threads: number; niceness: number };
}

/**
 * How the embedded engines share `cpuThreads` cores.
 * Recognition and the prompt come before anything else in a turn, alone: they may take every core.
 * The first segment is spoken while the model still writes, and the listener waits for it, so speech has priority.
 * The language model's threads spin at every layer, so two of them on cores that others want stall one another.
 */
export function cpuBudget(cpuThreads: number): CpuBudget {
  return {
    stt: { threads: cpuThreads, niceness: 5 },
    llm: { threads: { prompt: cpuThreads, writing: Math.max(1, cpuThreads - 1) }, niceness: 8 },
    tts: { threads: cpuThreads, niceness: 5 },
  };
}
