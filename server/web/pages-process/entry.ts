import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../platform/child-process/process-entry";

/**
 * The program of the pages' process: beside this file when the server runs from source (tsx, Vitest), else beside the
 * server's bundle.
 */
export function pagesEntry(self: string = fileURLToPath(import.meta.url)): ProcessEntry {
  const folder = dirname(self);
  if (self.endsWith(".ts")) return { path: join(folder, "pages.process.ts"), execArgv: ["--import", "tsx"] };
  return { path: join(folder, "pages.process.js"), execArgv: [] };
}
