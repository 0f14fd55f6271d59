import type { Limits } from "../../lib/limits";
import { type ModelRole, modelRoles } from "../../lib/models";
import type { Logger } from "../platform/observability/logger";
import { keepStarting } from "../platform/timing/keep-starting";
import { type RunModels, watchTogether } from "./contract";
import { createEngines } from "./engines/create-engines";
import { createSpeakerEngine } from "./engines/embedded/speaker/embedded-speaker";
import { createWatchedVoiceDetector } from "./engines/embedded/watched-voice-detector";
import { closeConnections } from "./engines/remote";
import { createLlmServerLoad } from "./engines/remote/llm-server-load";
import { createNvidiaSmi } from "./gpu/nvidia-smi";
import { watchGpus } from "./gpu/watch-gpus";
import { controlOf, type ModelControl } from "./model-control";
import { type DownloadDisplay, openModelStore } from "./models/model-store";
import { createOwnServers, modelServers } from "./processes/own-servers";
import { createReferenceMaker } from "./reference-audio/reference-maker";
import { openRunEngines, storeModels } from "./run-engines";
import { createAdmission } from "./scheduling/admission";
import { createLeaseBroker, type EndedCall } from "./scheduling/lease-broker";
import { SharedActivity } from "./scheduling/shared-activity";
import { openVoice } from "./scheduling/voice";
import type { InferenceSettings } from "./settings";

export interface InferenceOptions {
  projectRoot: string;
  /** Where downloads are shown. */
  display: DownloadDisplay;
  logger: Logger;
  onCallEnded: (call: EndedCall) => void;
  /** Adds a step to the shutdown; it runs before the steps added earlier. */
  onShutdown: (name: string, run: () => void | Promise<void>) => void;
}

/**
 * Creates the engines of the models, embedded or remote, and the scheduler of their calls. Nothing is downloaded or
 * loaded before `start`.
 */
export async function openInference(settings: InferenceSettings, options: InferenceOptions) {
  const { projectRoot, logger, onCallEnded, onShutdown } = options;
  const now = () => performance.now();
  const { store, downloads, close: closeStore } = openModelStore(settings, projectRoot, options.display, logger);
  const processes = await createOwnServers(settings, { store, projectRoot, logger });
  const servers = modelServers(settings, processes);
  const engines = createEngines({ ...settings, servers }, { store, logger });
  const voiceDetector = createWatchedVoiceDetector({ store, logger });
  const speaker = createSpeakerEngine({ store, logger });
  const referenceMaker = createReferenceMaker({ store, logger });
  const watched = [voiceDetector, engines.stt, engines.llm, engines.tts];
  const { hosted } = processes;
  const gpus = watchGpus(settings, {
    reader: createNvidiaSmi(),
    processes: { llm: hosted.llm?.process ?? null, tts: hosted.tts?.process ?? null },
    logger,
  });

  // vLLM and servers elsewhere take several calls at once; our workers and the embedded models one after another.
  const takesSeveral = (role: ModelRole) => {
    const { kind } = settings.serving[role];
    return kind === "remote" || (kind === "process" && role === "llm");
  };
  const slotsOf = (role: ModelRole) => (takesSeveral(role) ? settings.maxSessions : 1);
  const activity = new SharedActivity();
  const leases = createLeaseBroker({
    activity,
    slots: { stt: slotsOf("stt"), llm: slotsOf("llm"), tts: slotsOf("tts") },
    embedded: modelRoles.filter((role) => settings.serving[role].kind === "embedded"),
    now,
    onCallEnded,
  });
  const voice = openVoice(settings, {
    chosen: engines.tts,
    leases,
    activity,
    store,
    process: hosted.tts?.process ?? null,
    logger,
    now,
    onCallEnded,
  });
  gpus.onTtsCardUse(voice.control.vramUsed);
  const { maxSessions, idleSessionMs } = settings;
  const admission = createAdmission({ maxSessions, idleSessionMs, now });

  function controlFor(role: ModelRole): ModelControl | null {
    const own = hosted[role];
    return own ? controlOf(own.process, logger) : (engines[role].control ?? null);
  }

  const starting = new AbortController();
  onShutdown("models", async () => {
    starting.abort();
    gpus.close();
    await voice.close();
    await Promise.all([
      ...watched.map((model) => model.close()),
      speaker.close(),
      referenceMaker.close(),
      processes.close(),
    ]);
    closeConnections();
    await closeStore();
  });
  return {
    engines,
    /** All models that a conversation needs, including the voice detector. */
    models: watchTogether(watched),
    voiceDetector: () => voiceDetector.detector(),
    /** Fetched and loaded when it is asked for the first time. */
    speaker,
    referenceMaker,
    leases,
    activity,
    /** The engines of a replay's run. */
    openRunEngines: (models: RunModels) =>
      openRunEngines(models, {
        engines,
        leases,
        servers,
        activity,
        store,
        cpuThreads: settings.cpuThreads,
        logger,
        now,
      }),
    /** What a run may put in their place, on this machine now. */
    async runModels() {
      const installed = async (role: "stt" | "llm") => {
        const found = await Promise.all(storeModels[role].map((id) => store.installed(id)));
        return storeModels[role].filter((_, index) => found[index] !== null).map((model) => ({ role, model }));
      };
      return {
        store: (await Promise.all([installed("stt"), installed("llm")])).flat(),
        same_server: (["stt", "llm"] as const).filter((role) => servers[role] !== null),
      };
    },
    voice: voice.control,
    admission,
    /** Changes how many may talk at once, and when an idle conversation gives its place up. */
    limitAdmission({ maxSessions: most, idleMinutes }: Pick<Limits, "maxSessions" | "idleMinutes">) {
      for (const role of modelRoles.filter(takesSeveral)) leases.resize(role, most);
      admission.limit({ maxSessions: most, idleSessionMs: idleMinutes * 60_000 });
    },
    gpus,
    /** What still has to be fetched, for people. */
    downloads,
    /** The processes that serve the models; null for a model that is served elsewhere. */
    controls: Object.fromEntries(modelRoles.map((role) => [role, controlFor(role)])) as Record<
      ModelRole,
      ModelControl | null
    >,
    llmServerLoad: servers.llm ? createLlmServerLoad(servers.llm) : async () => null,
    restarts: () => modelRoles.map((role) => ({ role, restarts: hosted[role]?.process.status().restarts ?? 0 })),
    /** Downloads and loads, and tries again for as long as it takes. */
    start() {
      for (const model of watched) {
        const name = "role" in model ? model.role : "voice detector";
        void keepStarting(name, () => model.start(), { signal: starting.signal, logger });
      }
    },
  };
}
