/** How long each kind of check may take, ms. */
export const timeLimitsMs = {
  /** Things that answer at once when they are well. */
  quick: 10_000,
  /** nvidia-smi has 5 s a question, and is asked three. */
  gpu: 20_000,
  /** Importing vLLM or PyTorch from a cold disk. */
  import: 90_000,
  /** Three calls, each within the engines' own limits. */
  server: 90_000,
  /** SQLite's look at every page. */
  database: 120_000,
  /** Hashing several GB that were copied here. */
  hash: 300_000,
} as const;
