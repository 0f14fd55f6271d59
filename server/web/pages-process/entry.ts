import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../platform/child-process/process-entry";

/**
 * Where the program of the pages' process is: beside this source when the server itself runs from source (tsx, Vitest), else beside
 * the server's bundle.
 */
export function pagesEntry(self: string = fileURLToPath(import.meta.url)): ProcessEntry {
  const folder = dirname(self);
  if (self.endsWith(".ts")) return { path: join(folder, "pages.process.ts"), execArgv: ["--import", "tsx"] };
  return { path: join(folder, "pages.process.js"), execArgv: [] };
}
