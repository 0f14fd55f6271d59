import type { ModelRole } from "../../../lib/models";
import type { InferenceSettings } from "../settings";

/** Makes CUDA see only the model's own card, with the numbers that nvidia-smi uses; Whisper sees no card. */
export function cardEnvironment(role: ModelRole, gpu: InferenceSettings["gpu"]): Record<string, string> {
  const card = { stt: "", llm: gpu.llmGpu, tts: gpu.ttsGpu }[role];
  return { CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: card };
}
