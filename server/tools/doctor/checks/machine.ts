import { modelRoles } from "../../../../lib/models";
import type { Config } from "../../../config/config";
import { languageModelFits } from "../../../inference/engines/embedded/memory-need";
import { machinePlan } from "../../machine-plan";
import { type Finding, failed, ok, warning } from "../check";

export interface Machine {
  cores: number;
  memoryGiB: number;
}

/** Compares the machine's cores and memory with what the configuration needs. */
export function machineFindings(
  { cores, memoryGiB }: Machine,
  config: Pick<Config, "serving" | "sttThreads" | "cpuThreads">,
): Finding[] {
  const { modelThreads: wantedCores, memoryGiB: wantedGiB } = machinePlan(config);
  const threads = config.serving.stt.kind === "process" ? "AVATAR_STT_THREADS" : "AVATAR_CPU_THREADS";
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

/**
 * Whether the embedded language model would be loaded now, in a line of its own; nothing to say while AVATAR runs,
 * whose models have taken their memory, or where another server has the language model.
 */
export function languageModelMemoryFindings(
  availableBytes: number,
  isAvatarRunning: boolean,
  { serving, embeddedLlm }: Pick<Config, "serving" | "embeddedLlm">,
): Finding[] {
  const embedded = modelRoles.filter((role) => serving[role].kind === "embedded");
  if (isAvatarRunning || !embedded.includes("llm")) return [];
  const name = "Free memory";
  const verdict = languageModelFits({ availableBytes, embedded, isNamed: embeddedLlm !== "auto" });
  if (verdict.fits) return [ok(name, `${gigabytes(availableBytes)}, enough for the embedded language model`)];
  const message = `${gigabytes(availableBytes)}; the embedded models need ${gigabytes(verdict.neededBytes)}, so the language model is not loaded`;
  return [failed(name, message, "Set AVATAR_LLM_URL to a model server, or free memory before the start.")];
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
