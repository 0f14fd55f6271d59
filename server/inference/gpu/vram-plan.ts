import type { Config } from "../../config/config";
import type { ProcessRole } from "../models/process-models";
import type { VramPlan } from "./vram-ledger";

/** What the models that AVATAR starts itself may take of the cards. */
export function vramPlanOf({ processes, gpu }: Pick<Config, "processes" | "gpu">): VramPlan {
  return {
    llm: processes.llm && { card: gpu.llmGpu, memoryFraction: gpu.llmMemoryFraction },
    tts: processes.tts && { card: gpu.ttsGpu, vramMiB: gpu.ttsVramMiB },
    reserveMiB: gpu.reserveMiB,
  };
}

/** What shows CUDA a model's card alone, numbered as nvidia-smi numbers it; Whisper sees none. */
export function cardEnvironment(role: ProcessRole, gpu: Config["gpu"]): Record<string, string> {
  const card = { stt: "", llm: gpu.llmGpu, tts: gpu.ttsGpu }[role];
  return { CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: card };
}
