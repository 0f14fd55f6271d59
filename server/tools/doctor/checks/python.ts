import type { ModelRole } from "../../../../lib/models";
import { runTool } from "../../../platform/child-process/run-tool";
import { type Finding, failed, ok, warning } from "../check";
import { processNames } from "./engines";

interface PythonRequirement {
  /** The module to import. It loads PyTorch, so that a broken PyTorch is found. */
  module: string;
  /** The package whose version is reported. */
  distribution: string;
  /** The arguments for pip. */
  install: string;
  needsCuda: boolean;
}

const requirements: Record<ModelRole, PythonRequirement> = {
  stt: {
    module: "faster_whisper",
    distribution: "faster-whisper",
    install: "-r server/inference/workers/requirements-whisper.txt",
    needsCuda: false,
  },
  llm: { module: "vllm", distribution: "vllm", install: "vllm", needsCuda: true },
  tts: {
    module: "f5_tts.api",
    distribution: "f5-tts",
    install: "-r server/inference/workers/requirements-f5-tts.txt",
    needsCuda: true,
  },
};

/** Prints the facts as the last line, after anything that the imports print. */
const script = `
import importlib, importlib.metadata, json, platform, sys
module, distribution, needs_cuda = sys.argv[1], sys.argv[2], sys.argv[3] == "cuda"
importlib.import_module(module)
facts = {"python": platform.python_version(), "version": importlib.metadata.version(distribution), "noGpu": None}
if needs_cuda:
    import torch
    try:
        torch.cuda.init()
    except Exception as error:
        facts["noGpu"] = (str(error).strip() or type(error).__name__).splitlines()[0]
print(json.dumps(facts))
`;

/** Imports a worker's modules with the Python configured for it, and lets PyTorch look for the card. */
export async function pythonFinding(
  role: ModelRole,
  python: string,
  options: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<Finding> {
  const { module, distribution, install, needsCuda } = requirements[role];
  const name = `Python of ${processNames[role]}`;
  const variable = `AVATAR_${role.toUpperCase()}_PYTHON`;
  const args = ["-c", script, module, distribution, needsCuda ? "cuda" : "cpu"];
  const run = await runTool(python, args, options);
  if (run.kind === "missing") {
    return failed(
      name,
      `${python} can't be run`,
      `Install Python, or name it in ${variable} (a virtual environment's bin/python).`,
    );
  }
  if (run.code !== 0) {
    const reason = run.stderr.trim().split("\n").at(-1)?.slice(0, 300) || `it ended with code ${run.code}`;
    return failed(name, `${python} can't import ${module}: ${reason}`, `Run: ${python} -m pip install ${install}`);
  }
  const facts = JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "");
  const versions = `${distribution} ${facts.version} on Python ${facts.python}`;
  if (facts.noGpu !== null) {
    const card = `AVATAR_${role.toUpperCase()}_GPU`;
    const advice = /not compiled with CUDA/i.test(facts.noGpu)
      ? `Install a CUDA build of torch into the Python of ${variable}.`
      : `Compare with nvidia-smi: ${card} must name one of its cards, and its CUDA version be that of this PyTorch or newer.`;
    return warning(name, `${versions}, but PyTorch finds no GPU: ${facts.noGpu}`, advice);
  }
  return ok(name, versions);
}
