import type { ModelRole } from "../../../../lib/models";

/**
 * What each embedded engine's process holds with its models loaded, in bytes, without what the kernel can take back
 * (docs/models.md has the measurement): for the language model's mapped file that is three quarters of its size.
 */
const engineBytes: Record<ModelRole, number> = { stt: 1.5e9, llm: 1.6e9, tts: 0.9e9 };
/** The server with its pages, and room for the next conversation. */
const serverBytes = 0.4e9;

/** Whether one more engine can be loaded beside everything that runs already, with the same room left. */
export const engineFits = (role: ModelRole, availableBytes: number): boolean =>
  availableBytes >= engineBytes[role] + serverBytes;

export type MemoryVerdict = { fits: true } | { fits: false; neededBytes: number; availableBytes: number };

/**
 * Whether the embedded language model is loaded beside the other embedded engines. A machine that swaps answers after
 * minutes, and its voice stutters: without enough memory the others are loaded, and a page says what to do. A smaller
 * context would not help (it saves 0.3 GB), nor would a smaller model: the next one is not fit for Chinese.
 * `isNamed`: somebody chose the model by its name and is taken at their word.
 */
export function languageModelFits(options: {
  availableBytes: number;
  embedded: readonly ModelRole[];
  isNamed: boolean;
}): MemoryVerdict {
  const { availableBytes, embedded, isNamed } = options;
  const neededBytes = embedded.reduce((sum, role) => sum + engineBytes[role], serverBytes);
  return isNamed || availableBytes >= neededBytes ? { fits: true } : { fits: false, neededBytes, availableBytes };
}
