import type { InferenceSettings } from "../settings";
import type { VramPlan } from "./vram-ledger";

/** What the models that AVATAR starts itself may take of the cards. */
export function vramPlanOf({ processes, gpu }: Pick<InferenceSettings, "processes" | "gpu">): VramPlan {
  return {
    llm: processes.llm && { card: gpu.llmGpu, memoryFraction: gpu.llmMemoryFraction },
    tts: processes.tts && { card: gpu.ttsGpu, vramMiB: gpu.ttsVramMiB },
    reserveMiB: gpu.reserveMiB,
  };
}
