import { z } from "zod";
import { number, wholeNumber } from "../../platform/settings/fields";
import { problem } from "../../platform/settings/problem";
import { variable } from "../../platform/settings/variable";

/** Index or UUID as nvidia-smi prints it. A UUID's digits as the driver writes them: PyTorch compares them as text. */
const card = z
  .string()
  .regex(/^(\d+|GPU-[0-9a-fA-F-]+)$/, problem("must be a GPU's index or UUID"))
  .transform((name) => name.replace(/[A-F]/g, (digit) => digit.toLowerCase()));
const miB = (least: number) => wholeNumber(least, 1_048_576);

/** How the cards are shared; MiB as nvidia-smi counts them. */
export const gpuVariables = {
  llmGpu: variable("AVATAR_LLM_GPU", card.default("0")),
  ttsGpu: variable("AVATAR_TTS_GPU", card.default("0")),
  /**
   * vLLM's `--gpu-memory-utilization`: a fraction of the card's total. 0.45 of a 3090's 24 GiB is about 10.6 GiB:
   * Qwen2.5-7B-AWQ and its KV cache.
   */
  llmMemoryFraction: variable("AVATAR_LLM_GPU_MEMORY", number(0.05, 0.95).default(0.45)),
  ttsVramMiB: variable("AVATAR_TTS_VRAM_MIB", miB(256).default(4_096)),
  /** Never given away on any card. */
  reserveMiB: variable("AVATAR_VRAM_RESERVE_MIB", miB(1_024).default(1_024)),
  /** Used / total at which the alert is raised. */
  alertFraction: variable("AVATAR_VRAM_ALERT", number(0.5, 0.99).default(0.9)),
};
