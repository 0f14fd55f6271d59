/** Threads of each engine's models. */
export interface CpuBudget {
  stt: number;
  llm: number;
  tts: number;
}

/**
 * How the embedded engines share `cpuThreads` cores. Recognition runs alone (the reply waits for it), so it may take all.
 * See docs of the measured table in the engines' README.
 */
export function cpuBudget(cpuThreads: number): CpuBudget {
  return { stt: cpuThreads, llm: cpuThreads, tts: cpuThreads };
}
