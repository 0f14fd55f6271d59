import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../platform/child-process/process-entry";

/** Heap of the child's scripts; what its decoders hold lies outside of it and counts for the limit of its memory. */
const heapMb = 192;

/**
 * The child's program: beside this file when the server runs from source (tsx, Vitest), else beside the server's
 * bundle.
 */
export function childEntry(self: string = fileURLToPath(import.meta.url)): ProcessEntry {
  const folder = dirname(self);
  const limit = `--max-old-space-size=${heapMb}`;
  if (self.endsWith(".ts")) {
    return { path: join(folder, "reference-audio.process.ts"), execArgv: [limit, "--import", "tsx"] };
  }
  return { path: join(folder, "reference-audio.process.js"), execArgv: [limit, "--enable-source-maps"] };
}
