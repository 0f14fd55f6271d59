import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { ModelRole } from "../../../lib/models";
import type { ProgramCommand } from "../../platform/child-process/child";
import { environmentOf } from "../environments/environment-folder";
import { workerOfRole } from "../environments/worker-builds";
import type { DefaultVoice } from "../models/default-voice";
import { isFolder, type ServerModel } from "../models/server-models";
import type { InferenceSettings, ModelProcessConfig } from "../settings";
import { cardEnvironment } from "./card-environment";

export interface ProcessSettings {
  role: ModelRole;
  config: Pick<InferenceSettings, "dataDir" | "modelsDir" | "gpu" | "llmContextTokens" | "sttThreads" | "maxSessions">;
  process: ModelProcessConfig;
  model: ServerModel;
  /** What F5-TTS's recipe speaks like; throws an Error that says what is missing. */
  defaultVoice: () => DefaultVoice;
  port: number;
  /** True after the process ran out of memory. */
  smaller: boolean;
  /** Where package.json lives. */
  projectRoot: string;
  /** The part of our environment that every child gets. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** Keeps libraries and servers from the network: models come from the disk, and no usage statistics are sent. */
const nothingLeaves = {
  HF_HUB_OFFLINE: "1",
  TRANSFORMERS_OFFLINE: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  VLLM_NO_USAGE_STATS: "1",
  DO_NOT_TRACK: "1",
};

/** Sequences beside one for each session: preemptive replies, written during a pause. */
const spareSequences = 3;

/** The role's configured command, or its recipe. Throws an Error that says what is missing. */
export function processCommand(settings: ProcessSettings): ProgramCommand {
  const { role, process, model, projectRoot, environment } = settings;
  // A model of the catalogue needs no check: the store has verified it.
  if (model.id === null && isFolder(model.path) && !existsSync(resolve(projectRoot, model.path))) {
    throw new Error(`AVATAR_${role.toUpperCase()}_MODEL: ${model.path} is not there.`);
  }
  const [program = "", ...args] =
    process.command === null ? recipes[role](settings) : filledIn(process.command, settings);
  return { program, args, environment: { ...environment, ...nothingLeaves, ...placement(settings) } };
}

function filledIn(command: readonly string[], { port, model }: ProcessSettings): string[] {
  const values: Record<string, string> = { "{port}": `${port}`, "{model}": model.path };
  return command.map((word) => word.replace(/\{(?:port|model)\}/g, (name) => values[name] ?? name));
}

function placement({ role, config }: ProcessSettings): Record<string, string> {
  return {
    ...cardEnvironment(role, config.gpu),
    ...(role === "tts" && { PYTORCH_CUDA_ALLOC_CONF: "expandable_segments:True" }),
  };
}

const recipes: Record<ModelRole, (settings: ProcessSettings) => string[]> = {
  stt: (settings) => [...worker("whisper_worker.py", settings), "--model", settings.model.path, ...threads(settings)],
  llm: vllm,
  tts: (settings) => [
    ...worker("f5_tts_worker.py", settings),
    "--model-dir",
    settings.model.path,
    "--profiles-dir",
    join(settings.config.dataDir, "audio", "profiles"),
    ...voiceArguments(settings.defaultVoice()),
    ...(settings.smaller ? ["--low-vram"] : []),
  ],
};

function worker(file: string, settings: ProcessSettings): string[] {
  const { port, model, projectRoot } = settings;
  const script = join(projectRoot, "server", "inference", "workers", file);
  // The worker watches this pid: after a kill -9 of AVATAR it ends by itself.
  const parent = ["--parent-pid", `${process.pid}`];
  return [pythonOf(settings), script, "--port", `${port}`, "--served-model-name", nameOf(model), ...parent];
}

const threads = ({ config }: ProcessSettings) => ["--cpu-threads", `${config.sttThreads}`];

/** The voice for requests without a recording of their own. */
function voiceArguments({ recording, words }: DefaultVoice): string[] {
  return ["--default-ref-audio", recording, "--default-ref-text", words];
}

/** AVATAR_*_PYTHON, else that of the installed environment. Throws an Error that says how to install one. */
function pythonOf({ role, process, config }: ProcessSettings): string {
  const worker = workerOfRole[role];
  const python = process.python ?? environmentOf(config.modelsDir, worker)?.pythonPath;
  if (python !== undefined) return python;
  throw new Error(
    `The Python environment of ${worker} is not installed. Run: npx avatar workers install ${worker} (or name a Python that has it in AVATAR_${role.toUpperCase()}_PYTHON).`,
  );
}

/**
 * vLLM's own server. After it ran out of memory it is started with half as many concurrent sequences and without CUDA
 * graphs; the share of the card that it reserves (`--gpu-memory-utilization`) stays the same.
 */
function vllm(settings: ProcessSettings): string[] {
  const { model, port, config, smaller } = settings;
  const sequences = config.maxSessions + spareSequences;
  return [
    pythonOf(settings),
    ...["-m", "vllm.entrypoints.cli.main", "serve", model.path],
    ...["--served-model-name", nameOf(model), "--host", "127.0.0.1", "--port", `${port}`],
    ...["--gpu-memory-utilization", `${config.gpu.llmMemoryFraction}`],
    ...["--max-model-len", `${config.llmContextTokens}`],
    ...["--max-num-seqs", `${smaller ? Math.ceil(sequences / 2) : sequences}`],
    ...["--scheduling-policy", "priority"],
    // Prompts are what people said, and our health checks would fill the access log.
    ...["--no-enable-log-requests", "--disable-uvicorn-access-log"],
    // Qwen3 writes its thinking for seconds before it answers, unless this is switched off.
    ...(/qwen3/i.test(nameOf(model)) ? ["--default-chat-template-kwargs", '{"enable_thinking": false}'] : []),
    ...(smaller ? ["--enforce-eager"] : []),
  ];
}

/** The model's name on `/v1/models`, which is also shown to people. */
export function nameOf({ id, path }: ServerModel): string {
  return id ?? basename(path);
}
