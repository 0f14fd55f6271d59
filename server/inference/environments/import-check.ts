import { z } from "zod";
import { runTool } from "../../platform/child-process/run-tool";
import type { WorkerName } from "./worker-builds";

/** The library that a worker needs. */
export interface WorkerLibrary {
  /** The module to import. It loads PyTorch, so that a broken PyTorch is found. */
  module: string;
  /** The package whose version is reported. */
  distribution: string;
  needsTorch: boolean;
}

export const workerLibraries: Record<WorkerName, WorkerLibrary> = {
  whisper: { module: "faster_whisper", distribution: "faster-whisper", needsTorch: false },
  "f5-tts": { module: "f5_tts.api", distribution: "f5-tts", needsTorch: true },
  vllm: { module: "vllm", distribution: "vllm", needsTorch: true },
};

const factsSchema = z.object({
  /** "3.11.7" */
  python: z.string(),
  /** Of the distribution. */
  version: z.string(),
  /** The CUDA version that PyTorch was built for; null without PyTorch. */
  cuda: z.string().nullable(),
  /** Why PyTorch finds no card; null when it finds one, or is not needed. */
  noGpu: z.string().nullable(),
});
export type ImportFacts = z.infer<typeof factsSchema>;

export type ImportCheck =
  | ({ kind: "imported" } & ImportFacts)
  /** The Python itself can't be run. */
  | { kind: "no_python" }
  | { kind: "failed"; reason: string };

/** Prints the facts as the last line, after anything that the imports print. */
const script = `
import importlib, importlib.metadata, json, platform, sys
module, distribution, needs_torch = sys.argv[1], sys.argv[2], sys.argv[3] == "torch"
importlib.import_module(module)
facts = {"python": platform.python_version(), "version": importlib.metadata.version(distribution)}
facts.update({"cuda": None, "noGpu": None})
if needs_torch:
    import torch
    facts["cuda"] = torch.version.cuda
    try:
        torch.cuda.init()
    except Exception as error:
        facts["noGpu"] = (str(error).strip() or type(error).__name__).splitlines()[0]
print(json.dumps(facts))
`;

/**
 * Imports the library with this Python in a process of its own, and lets PyTorch look for the card. Rejects only when
 * the signal aborts.
 */
export async function checkImport(
  { module, distribution, needsTorch }: WorkerLibrary,
  python: string,
  options: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<ImportCheck> {
  const run = await runTool(python, ["-c", script, module, distribution, needsTorch ? "torch" : "alone"], options);
  if (run.kind === "missing") return { kind: "no_python" };
  if (run.kind === "broken") return { kind: "failed", reason: run.reason };
  if (run.code !== 0) {
    const reason = run.stderr.trim().split("\n").at(-1)?.slice(0, 300) || `it ended with code ${run.code}`;
    return { kind: "failed", reason };
  }
  const last = run.stdout.trim().split("\n").at(-1) ?? "";
  const facts = factsSchema.safeParse(parseJson(last)).data;
  return facts ? { kind: "imported", ...facts } : { kind: "failed", reason: "it does not answer as a Python does" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
