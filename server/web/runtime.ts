import type { AlertLines } from "../../lib/alerts/alert-room";
import type { ConnectFacts } from "../../lib/connect/connect-facts";
import type { CertificateProblem, OwnCertificate } from "../../lib/connect/own-certificate";
import type { ConfiguredLimits } from "../../lib/limits";
import type { SpeechAbilities } from "../../lib/speech-abilities";
import type { Actor } from "../access/actor";
import type { LoginThrottle } from "../access/login-throttle";
import type { LoginRuntime } from "../access/logins";
import type { BuiltinVoice } from "../inference/contract";
import type { EndVoice } from "../operations/end-voice";
import type { LexiconSample } from "../operations/lexicon-sample";
import type { Operations } from "../operations/open";
import type { VoiceSample } from "../operations/voice-samples";
import type { Logger } from "../platform/observability/logger";
import type { RecordsContext } from "../records/context";
import type { HealthReport } from "./health";

/**
 * What the running server offers to Next's bundled code. Next bundles its own copies of our modules, so that code must
 * reach every singleton through this handle.
 */
export interface AvatarRuntime {
  contextFor(actor: Actor): RecordsContext;
  health(): HealthReport;
  /** The voices that come with the models: TextToSpeech.voices(). */
  voices(): BuiltinVoice[];
  /** Which models speak now, and whether they clone voices. */
  speech(): SpeechAbilities;
  /** How other devices reach this server, and what they must trust. */
  connect(): ConnectFacts;
  /** A sentence in one of them, as WAV; see server/operations/voice-samples.ts. */
  voiceSample: VoiceSample;
  /** What an entry of the lexicon makes a voice say, as WAV; see server/operations/lexicon-sample.ts. */
  lexiconSample: LexiconSample;
  /** How a persona would answer; see server/operations/persona-trial.ts. */
  personaTrial: Operations["personaTrial"];
  /** Whether a server could be a candidate; see server/inference/check-server.ts. */
  checkServer: Operations["checkServer"];
  /** What a replay's run may change of the models here; see server/operations/run-models.ts. */
  runModels: Operations["runModels"];
  /** What an administrator does to a conversation that runs; see server/operations/live-sessions.ts. */
  askToLeave: Operations["askToLeave"];
  endSession: Operations["endSession"];
  /** Which alerts are open or about to be; see server/operations/alerts-now.ts. */
  alertsNow: Operations["alertsNow"];
  /** Serves a company's certificate, or this machine's own again; see server/operations/serve-certificate.ts. */
  serveCertificate(ctx: RecordsContext, input: OwnCertificate | null): Promise<CertificateProblem | null>;
  /** Loads, unloads or restarts a model; see server/operations/control-model.ts. */
  controlModel: Operations["controlModel"];
  /** Ends a voice that somebody brought; see server/operations/end-voice.ts. */
  endVoice: EndVoice;
  /** Call it after the rows say who may use a voice: conversations that may not any more stop speaking with it. */
  voiceChanged(profileId: number): Promise<void>;
  /** Call it after the rows say that a conversation is deleted: whoever talks in it gets a new one. */
  conversationDeleted(sessionId: string): Promise<void>;
  /** The limits that the house may set, as the server was started. */
  limits: ConfiguredLimits;
  authSecret: string;
  /** How long a login lasts after its password was entered, seconds. */
  loginLifetimeS: number;
  /** The lines of alerts that the environment sets. */
  alertLines: AlertLines;
  loginThrottle: LoginThrottle;
  noteLogin: LoginRuntime["noteLogin"];
  logger: Logger;
}

const key = Symbol.for("avatar.runtime");

export function setRuntime(runtime: AvatarRuntime): void {
  (globalThis as Record<symbol, unknown>)[key] = runtime;
}

/** The running server. Throws when called outside of it (a build, a test without a server). */
export function getRuntime(): AvatarRuntime {
  const runtime = (globalThis as Record<symbol, unknown>)[key];
  if (!runtime) throw new Error("AVATAR is not running in this process.");
  return runtime as AvatarRuntime;
}
