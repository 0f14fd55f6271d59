import type { ModelRole } from "../../lib/models";
import { checkServer } from "../inference/check-server";
import type { Engines } from "../inference/contract";
import type { ModelControl } from "../inference/model-control";
import type { LeaseBroker } from "../inference/scheduling/contract";
import type { Logger } from "../platform/observability/logger";
import type { RecordsContext } from "../records/context";
import { createAddVoice } from "./add-voice";
import { type AlertsHere, createAlertsNow } from "./alerts-now";
import { createAttachConsent } from "./attach-consent";
import { createControlModel } from "./control-model";
import { createEndVoice } from "./end-voice";
import { createLexiconSample } from "./lexicon-sample";
import { createLiveSessions, type LiveSessionsHere } from "./live-sessions";
import { createPersonaTrial } from "./persona-trial";
import { createRunModels, type RunModelsHere } from "./run-models";
import { createVoiceSamples } from "./voice-samples";

export interface OperationsOptions {
  engines: Engines;
  leases: LeaseBroker;
  jobFinished: (jobId: number) => Promise<unknown>;
  voiceChanged: (profileId: number) => Promise<void>;
  conversationDeleted: (sessionId: string) => void;
  runModels: RunModelsHere;
  /** The system's context. */
  ctx: RecordsContext;
  sessions: LiveSessionsHere;
  alerts: AlertsHere;
  controls: Readonly<Record<ModelRole, ModelControl | null>>;
  logger: Logger;
}

/** The verbs on what is running, for pages and programs. */
export function openOperations(options: OperationsOptions) {
  const { tts } = options.engines;
  const endVoice = createEndVoice(options);
  const attachConsent = createAttachConsent(tts);
  return {
    voiceSample: createVoiceSamples({ ...options, tts, now: () => performance.now() }),
    lexiconSample: createLexiconSample({ ...options, tts }),
    personaTrial: createPersonaTrial(options),
    checkServer,
    runModels: createRunModels(options.runModels, options.ctx),
    ...createLiveSessions(options.sessions),
    alertsNow: createAlertsNow(options.alerts),
    controlModel: createControlModel(options.controls),
    addVoice: createAddVoice({ ...options, endVoice, attachConsent }),
    attachConsent,
    endVoice,
    voiceChanged: options.voiceChanged,
    conversationDeleted: options.conversationDeleted,
  };
}

export type Operations = ReturnType<typeof openOperations>;
