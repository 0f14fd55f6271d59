/** The time limit for each kind of check, ms. */
export const timeLimitsMs = {
  /** Checks that normally finish at once. */
  quick: 10_000,
  /** Three calls of nvidia-smi, each with a limit of 5 s. */
  gpu: 20_000,
  /** Importing vLLM or PyTorch takes 20 s of one core, from a cold disk or on a busy machine minutes. */
  import: 300_000,
  /** Three calls, which also have the engines' own limits. */
  server: 90_000,
  /** SQLite's quick check reads every page of the database. */
  database: 120_000,
  /** Hashing several GB of models. */
  hash: 300_000,
} as const;
