import type { Config } from "../config";
import type { VramPlan } from "../scheduler/vram-ledger";

/** What the models that AVATAR starts itself may take of the cards. */
export function vramPlanOf({ processes, gpu }: Pick<Config, "processes" | "gpu">): VramPlan {
  return {
    llm: processes.llm && { card: gpu.llmGpu, memoryFraction: gpu.llmMemoryFraction },
    tts: processes.tts && { card: gpu.ttsGpu, vramMiB: gpu.ttsVramMiB },
    reserveMiB: gpu.reserveMiB,
  };
}
