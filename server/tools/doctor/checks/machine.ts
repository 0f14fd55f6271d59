import type { Config } from "../../../config/config";
import { type Finding, ok, warning } from "../check";

export interface Machine {
  cores: number;
  memoryGiB: number;
}

/** Memory for the server and its embedded engines; all three engines together took about 2.5 GB. */
const serverMemoryGiB = 4;
/** Memory planned for the Whisper worker. */
const whisperMemoryGiB = 8;

/** Compares the machine's cores and memory with what the configuration needs. */
export function machineFindings(
  { cores, memoryGiB }: Machine,
  { serving, sttThreads, cpuThreads }: Pick<Config, "serving" | "sttThreads" | "cpuThreads">,
): Finding[] {
  const hasWhisper = serving.stt.kind === "process";
  const wantedCores = hasWhisper ? sttThreads : cpuThreads;
  const wantedGiB = serverMemoryGiB + (hasWhisper ? whisperMemoryGiB : 0);
  const threads = hasWhisper ? "AVATAR_STT_THREADS" : "AVATAR_CPU_THREADS";
  const gib = `${memoryGiB.toFixed(1)} GiB`;
  return [
    cores >= wantedCores
      ? ok("Cores", `${cores}`)
      : warning(
          "Cores",
          `${cores}, and ${threads} asks for ${wantedCores}: more threads than cores slow each other down`,
          `Set ${threads}=${cores}.`,
        ),
    memoryGiB >= wantedGiB
      ? ok("Memory", gib)
      : warning(
          "Memory",
          `${gib}; the plan for this configuration is ${wantedGiB} GiB`,
          "Watch for swapping, or give a model to another server (AVATAR_STT_URL, AVATAR_LLM_URL, AVATAR_TTS_URL).",
        ),
  ];
}
