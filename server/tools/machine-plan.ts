import type { Config } from "../config/config";

/** Memory for the server and its embedded engines, with room for everything else (docs/models.md). */
const serverMemoryGiB = 6;
/** Memory planned for the Whisper worker. */
const whisperMemoryGiB = 8;
/** Cores for the server beside a Whisper worker. */
const serverCores = 4;

export interface MachinePlan {
  /** Threads that the models here are told to use. */
  modelThreads: number;
  /** Those, and what the server needs beside them. */
  cores: number;
  memoryGiB: number;
  /** vLLM or F5-TTS run here too; how much main memory they take depends on their model, and is not in the plan. */
  hasGpuProcesses: boolean;
}

/** What this configuration is planned to take of a machine. */
export function machinePlan({
  serving,
  sttThreads,
  cpuThreads,
}: Pick<Config, "serving" | "sttThreads" | "cpuThreads">): MachinePlan {
  const hasWhisper = serving.stt.kind === "process";
  return {
    modelThreads: hasWhisper ? sttThreads : cpuThreads,
    cores: hasWhisper ? sttThreads + serverCores : Math.max(cpuThreads, serverCores),
    memoryGiB: serverMemoryGiB + (hasWhisper ? whisperMemoryGiB : 0),
    hasGpuProcesses: serving.llm.kind === "process" || serving.tts.kind === "process",
  };
}
