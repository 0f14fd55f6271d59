import { basename } from "node:path";
import { AppError } from "../../../lib/errors";
import { Listeners } from "../../../lib/listeners";
import { advanceAttempt, type ModelAttempt, newAttempt } from "../../../lib/model-attempt";
import { type ModelRole, modelRoles } from "../../../lib/models";
import { withoutSecrets } from "../../platform/child-process/environment";
import type { Logger } from "../../platform/observability/logger";
import type { HostStatus, ServerHost } from "../contract";
import type { EngineChoice } from "../engines/create-engines";
import { serverTraffic } from "../engines/remote";
import { modelDetail, noDetail } from "../model-detail";
import { catalogue } from "../models/catalogue";
import type { ModelStore, PullProgress } from "../models/contract";
import { downloading } from "../models/downloading";
import { ensureServerModel, type ServerModel, serverModelId } from "../models/server-models";
import type { InferenceSettings, ModelProcessConfig } from "../settings";
import type { ProcessStatus, ServerProcess } from "./contract";
import { processCommand } from "./process-recipes";
import { createSupervisor, type SupervisorOptions } from "./supervisor";

/** A model served by a process of our own: what its engine needs, and what administrators look at. */
export interface OwnServer {
  /** OpenAI-compatible base URL, ends in /v1. */
  url: string;
  host: ServerHost;
  process: ServerProcess;
}

export interface OwnServers {
  /** null: this role is not served by a process of ours. */
  readonly hosted: Readonly<Record<ModelRole, OwnServer | null>>;
  close(): Promise<void>;
}

type OwnServersConfig = Pick<
  InferenceSettings,
  "dataDir" | "serving" | "gpu" | "llmContextTokens" | "sttThreads" | "ttsVoice" | "maxSessions"
>;

/**
 * The model processes that the configuration wants, after those of an AVATAR that was killed have been ended; none is started.
 * An engine starts its process by its own `start`. The data folder must be locked by us.
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
  const environment = withoutSecrets(process.env);
  const wanted = modelRoles.flatMap((role) => {
    const settings = config.serving[role];
    return settings.kind === "process" ? [{ role, settings, files: createModelFiles(role, settings, store) }] : [];
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
    if (running) hosted[role] = { url: running.url, host: hostOf(running, files), process: running };
  }
  return { hosted, close: supervisor.close };
}

/** The server of each model, elsewhere or a process of ours; null: it is embedded. */
export function modelServers(
  config: Pick<InferenceSettings, "serving" | "ttsSteps">,
  { hosted }: OwnServers,
): EngineChoice["servers"] {
  const serverOf = (role: ModelRole) => {
    const own = hosted[role];
    if (own) return { url: own.url, host: own.host, model: null, apiKey: null };
    const serving = config.serving[role];
    return serving.kind === "remote" ? serving : null;
  };
  const tts = serverOf("tts");
  return { stt: serverOf("stt"), llm: serverOf("llm"), tts: tts && { ...tts, steps: config.ttsSteps } };
}

type FilesStatus = Omit<HostStatus, "name" | "licence">;
const notFetched: FilesStatus = { state: "waiting", progress: null, ...noDetail };

/** The model of a process on its way to this disk. */
interface ModelFiles {
  ensure(signal: AbortSignal): Promise<void>;
  model(): ServerModel;
  name: string;
  /** How they come; null when there is nothing to say. */
  status(): FilesStatus | null;
  onStatus(listener: () => void): () => void;
}

function createModelFiles(role: ModelRole, settings: ModelProcessConfig, store: ModelStore): ModelFiles {
  const id = serverModelId(role, settings);
  const listeners = new Listeners();
  let model: ServerModel = { path: settings.model ?? "", id, licence: id && catalogue[id].licence };
  let attempt: ModelAttempt<FilesStatus> = newAttempt(null, notFetched);
  const show = (next: ModelAttempt<FilesStatus>) => {
    if (next === attempt) return;
    attempt = next;
    listeners.tell(() => undefined);
  };
  return {
    async ensure(signal) {
      show(newAttempt(attempt, notFetched));
      const { id: own } = attempt;
      const report = (change: Partial<FilesStatus>) => show(advanceAttempt(attempt, own, change));
      try {
        const onProgress = (progress: PullProgress) => report(downloading(progress));
        model = await ensureServerModel(role, settings, store, { signal, onProgress });
        report({ state: "ready", progress: null, ...noDetail });
      } catch (cause) {
        signal.throwIfAborted();
        const message = cause instanceof Error ? cause.message : String(cause);
        report({ state: "failed", progress: null, ...modelDetail("download_failed", {}, message) });
        throw new AppError("model_unavailable", message, { cause });
      }
    },
    model: () => model,
    name: id ?? settings.model ?? basename(settings.command?.[0] ?? role),
    status: () => (attempt.status.state === "downloading" || attempt.status.state === "failed" ? attempt.status : null),
    onStatus: (listener) => listeners.add(listener),
  };
}

function hostOf(running: ServerProcess, files: ModelFiles): ServerHost {
  return {
    status: () => ({
      name: files.name,
      licence: files.model().licence,
      ...(files.status() ?? processStatus(running.status())),
    }),
    onStatus(listener) {
      const stops = [running.onStatus(listener), files.onStatus(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    ensureReady: (signal) => running.ensureReady(signal),
    ranOutOfMemory: () => running.ranOutOfMemory(),
  };
}

/** A process in the words of the model that it serves. */
function processStatus(status: ProcessStatus): FilesStatus {
  const { state, progress, reason, detail, circuitOpen } = status;
  switch (state) {
    case "ready":
      return { state: "ready", progress: null, ...noDetail };
    case "starting":
      return { state: "loading", progress, ...modelDetail("starting", {}, detail ?? "Starting") };
    case "stopped":
      return { state: "waiting", progress: null, ...noDetail };
    default: {
      if (reason === null) return { state: "stopped", progress: null, ...noDetail };
      const isExhausted = circuitOpen && reason !== "not_startable" && reason !== "port_in_use";
      return {
        state: "failed",
        progress: null,
        ...modelDetail(isExhausted ? "circuit_open" : reason, {}, detail ?? ""),
      };
    }
  }
}
