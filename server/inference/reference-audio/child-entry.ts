import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessEntry } from "../../platform/child-process/process-entry";
import type { ChildTask } from "./child-messages";

/** The heap of the scripts is kept small; what decoders hold lies outside of it and counts for the limit of memory. */
const heapOptions = ["--max-old-space-size=64", "--max-semi-space-size=1"];
const programs: Record<keyof ChildTask, string> = {
  decode: "decode-recording.process",
  make: "make-reference.process",
};

/**
 * The program of a task: beside this file when the server runs from source (tsx, Vitest), else beside the server's
 * bundle.
 */
export function childEntry(task: keyof ChildTask, self: string = fileURLToPath(import.meta.url)): ProcessEntry {
  const path = join(dirname(self), programs[task]);
  if (self.endsWith(".ts")) return { path: `${path}.ts`, execArgv: [...heapOptions, "--import", "tsx"] };
  return { path: `${path}.js`, execArgv: heapOptions };
}
