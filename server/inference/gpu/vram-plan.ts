import type { InferenceSettings } from "../settings";
import type { VramPlan } from "./vram-ledger";

/** What the models that AVATAR starts itself may take of the cards. */
export function vramPlanOf({ serving, gpu }: Pick<InferenceSettings, "serving" | "gpu">): VramPlan {
  return {
    llm: serving.llm.kind === "process" ? { card: gpu.llmGpu, memoryFraction: gpu.llmMemoryFraction } : null,
    tts: serving.tts.kind === "process" ? { card: gpu.ttsGpu, vramMiB: gpu.ttsVramMiB } : null,
    reserveMiB: gpu.reserveMiB,
  };
}
