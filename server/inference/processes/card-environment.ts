import type { ModelRole } from "../../../lib/models";
import type { InferenceSettings } from "../settings";

/** What shows CUDA a model's card alone, numbered as nvidia-smi numbers it; Whisper sees none. */
export function cardEnvironment(role: ModelRole, gpu: InferenceSettings["gpu"]): Record<string, string> {
  const card = { stt: "", llm: gpu.llmGpu, tts: gpu.ttsGpu }[role];
  return { CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: card };
}
