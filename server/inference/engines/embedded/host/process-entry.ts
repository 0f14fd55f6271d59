import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../../../platform/child-process/process-entry";

export type EngineProcessName = "stt" | "llm" | "tts" | "speaker";

/**
 * Where the program of a model process is: beside this source when the parent itself runs from source (tsx, Vitest),
 * else `engines/NAME.process.js` in the bundle's folder or the one above it.
 */
export function processEntry(name: EngineProcessName, self: string = fileURLToPath(import.meta.url)): ProcessEntry {
  if (self.endsWith(".ts")) {
    return {
      path: join(dirname(self), "..", `${name}.process.ts`),
      execArgv: ["--import", "tsx"],
    };
  }
  const fromBundle = [".", ".."].map((up) => join(dirname(self), up, "engines", `${name}.process.js`));
  const path = fromBundle.find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`The bundle has no engines/${name}.process.js beside ${self}. Build it again.`);
  return { path, execArgv: ["--enable-source-maps"] };
}
