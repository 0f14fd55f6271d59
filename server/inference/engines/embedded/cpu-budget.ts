/** Threads and scheduling priority of one engine's process. */
export interface EngineBudget {
  threads: number;
  niceness: number;
}
export type CpuBudget = Record<"stt" | "llm" | "tts", EngineBudget>;

/** The server itself goes first: it must answer while they work. */
const niceness = 5;

/**
 * How the embedded engines share `cpuThreads` cores.
 *
 * The first segment is spoken while the model still writes. llama.cpp's threads wait for each other at every layer, and
 * spin: one that has to share its core stops all of them (two of them on two busy cores wrote 0.1 tokens a second). So
 * from two threads of the model on, it has cores of its own, half of them.
 *
 * Where it has a single thread, that one never waits for another one of its own, and recognition and speech take every
 * core. On two cores the voice then speaks as much beside the model as with one thread, and half as much again once the
 * reply is written; the model keeps over 70 % of what it writes alone (bench/embedded/beside-speech.ts). With less
 * priority than the voice it would keep 50 to 66 %, so all have the same.
 */
export function cpuBudget(cpuThreads: number): CpuBudget {
  const llm = Math.max(1, Math.floor(cpuThreads / 2));
  const rest = llm === 1 ? cpuThreads : cpuThreads - llm;
  return {
    stt: { threads: rest, niceness },
    llm: { threads: llm, niceness },
    tts: { threads: rest, niceness },
  };
}
