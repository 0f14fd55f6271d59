import { type ModelRole, modelRoles } from "../../../lib/models";
import { childEnvironment } from "../../platform/child-process/environment";
import type { Logger } from "../../platform/observability/logger";
import type { ServerHost } from "../contract";
import type { EngineChoice } from "../engines/create-engines";
import { createEmbeddedTts } from "../engines/embedded/tts/embedded-tts";
import { serverTraffic } from "../engines/remote";
import type { ModelStore } from "../models/contract";
import { type DefaultVoice, readDefaultVoice } from "../models/default-voice";
import type { InferenceSettings } from "../settings";
import type { ServerProcess } from "./contract";
import { createModelFiles } from "./model-files";
import { processCommand } from "./process-recipes";
import { serverHost } from "./server-host";
import { ensureSpokenVoice, findSpokenVoice } from "./spoken-voice";
import { createSupervisor, type SupervisorOptions } from "./supervisor";

/** A model served by a process of our own: `url` and `host` are for its engine, `process` for status and metrics. */
export interface OwnServer {
  /** OpenAI-compatible base URL, ends in /v1. */
  url: string;
  host: ServerHost;
  process: ServerProcess;
}

export interface OwnServers {
  /** Null: this role is not served by a process of ours. */
  readonly hosted: Readonly<Record<ModelRole, OwnServer | null>>;
  close(): Promise<void>;
}

type OwnServersConfig = Pick<
  InferenceSettings,
  | "dataDir"
  | "modelsDir"
  | "serving"
  | "gpu"
  | "llmContextTokens"
  | "sttThreads"
  | "ttsVoice"
  | "maxSessions"
  | "cpuThreads"
>;

/**
 * Builds the model processes that the configuration asks for, without starting them: an engine starts its process in
 * its own `start`. First ends the processes that a killed AVATAR left running. The data folder must be locked by us.
 */
export async function createOwnServers(
  config: OwnServersConfig,
  options: {
    store: ModelStore;
    projectRoot: string;
    logger: Logger;
    supervision?: Pick<SupervisorOptions, "policy" | "health">;
  },
): Promise<OwnServers> {
  const { store, projectRoot, logger } = options;
  const environment = childEnvironment(process.env);
  const speakVoice = (signal: AbortSignal) => {
    const create = () => createEmbeddedTts({ store, cpuThreads: config.cpuThreads, logger });
    return ensureSpokenVoice(config.modelsDir, create, { signal, logger });
  };
  const wanted = modelRoles.flatMap((role) => {
    const settings = config.serving[role];
    if (settings.kind !== "process") return [];
    const needsVoice = role === "tts" && settings.command === null && config.ttsVoice === null;
    const files = createModelFiles(role, settings, store, needsVoice ? speakVoice : undefined);
    return [{ role, settings, files }];
  });
  const supervisor = await createSupervisor(
    wanted.map(({ role, settings, files }) => ({
      name: role,
      port: settings.port,
      prepare: files.ensure,
      command: (port, smaller) =>
        processCommand({
          role,
          config,
          process: settings,
          model: files.model(),
          defaultVoice: () => defaultVoiceOf(config),
          port,
          smaller,
          projectRoot,
          environment,
        }),
      startTimeoutMs: settings.startTimeoutMs,
      card: { stt: null, llm: config.gpu.llmGpu, tts: config.gpu.ttsGpu }[role],
      primary: role === "llm",
    })),
    { dataDir: config.dataDir, directory: projectRoot, logger, calls: serverTraffic, ...options.supervision },
  );
  const hosted: Record<ModelRole, OwnServer | null> = { stt: null, llm: null, tts: null };
  for (const [index, { role, files }] of wanted.entries()) {
    const running = supervisor.processes[index];
    if (running) hosted[role] = { url: running.url, host: serverHost(running, files), process: running };
  }
  return { hosted, close: supervisor.close };
}

/** Throws an Error that says what is missing. */
function defaultVoiceOf({ ttsVoice, modelsDir }: OwnServersConfig): DefaultVoice {
  const voice = ttsVoice === null ? findSpokenVoice(modelsDir) : readDefaultVoice(ttsVoice);
  if (voice === null) throw new Error("The default voice of F5-TTS has disappeared: restart AVATAR.");
  return voice;
}

/** The server of each model, elsewhere or a process of ours; null: it is embedded. */
export function modelServers(
  config: Pick<InferenceSettings, "serving" | "ttsSteps">,
  { hosted }: OwnServers,
): EngineChoice["servers"] {
  const serverOf = (role: ModelRole) => {
    const own = hosted[role];
    const serving = config.serving[role];
    const served = serving.kind === "embedded" || !serving.languages ? {} : { languages: serving.languages };
    if (own) return { url: own.url, host: own.host, model: null, apiKey: null, ...served };
    return serving.kind === "remote" ? serving : null;
  };
  const tts = serverOf("tts");
  return { stt: serverOf("stt"), llm: serverOf("llm"), tts: tts && { ...tts, steps: config.ttsSteps } };
}
