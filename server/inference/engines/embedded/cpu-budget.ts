/** Threads and scheduling priority of one engine's process. */
export interface EngineBudget {
  threads: number;
  niceness: number;
}
export type CpuBudget = Record<"stt" | "llm" | "tts", EngineBudget>;

/**
 * How the embedded engines share `cpuThreads` cores.
 *
 * The first segment is spoken while the model still writes. llama.cpp's threads wait for each other at every layer, and
 * spin: one that has to share its core stops all of them (two of them on two busy cores wrote 0.1 tokens a second). So
 * writing and speaking have cores of their own, half of them each. On two cores, voice with one thread and model with
 * one: the model keeps 97 % of what it writes alone, and the voice does as much as with two threads that meet it
 * (bench/embedded/beside-speech.ts).
 *
 * Recognition takes what the model leaves; every core where the model has a single thread, which never waits for
 * another one of its own. Speech and recognition have priority, because somebody listens or has just spoken.
 */
export function cpuBudget(cpuThreads: number): CpuBudget {
  const llm = Math.max(1, Math.floor(cpuThreads / 2));
  const rest = Math.max(1, cpuThreads - llm);
  return {
    stt: { threads: llm === 1 ? cpuThreads : rest, niceness: 5 },
    llm: { threads: llm, niceness: 8 },
    tts: { threads: rest, niceness: 5 },
  };
}
