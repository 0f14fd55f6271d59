import { z } from "zod";
import type { AlertLines } from "../../../lib/alerts/alert-room";
import type { AlertsNow } from "../../../lib/alerts/alerts-now";
import { roles } from "../../../lib/auth/permissions";
import type { ConnectFacts } from "../../../lib/connect/connect-facts";
import { type CertificateProblem, ownCertificateSchema } from "../../../lib/connect/own-certificate";
import { liveSessionSchema } from "../../../lib/dashboard/live-snapshot";
import { modelActionSchema } from "../../../lib/dashboard/model-action";
import { AppError, type ErrorCode, errorCatalogue, errorCodeOf } from "../../../lib/errors";
import { lexiconSampleSchema } from "../../../lib/lexicon-sample";
import type { ConfiguredLimits } from "../../../lib/limits";
import { type PersonaTrialAnswer, personaTrialSchema } from "../../../lib/personas/trial";
import { candidateServerSchema } from "../../../lib/replay/candidate-server";
import type { ServerCheck } from "../../../lib/replay/server-check";
import type { OfferedModels } from "../../../lib/replay/views";
import type { SpeechAbilities } from "../../../lib/speech-abilities";
import { voiceSampleRequestSchema } from "../../../lib/voice-sample";
import { parseInput } from "../../access/parse";
import type { BuiltinVoice } from "../../inference/contract";
import type { HealthReport } from "../health";

/**
 * The messages between the main process and the pages' process, over Node's IPC. Only the main process holds live
 * state: it pushes that state when it changes, and the pages' process calls its verbs. Both processes import this
 * file.
 */

/** The state of the running server that pages show; pushed when it changes. */
export interface LiveState {
  health: HealthReport;
  voices: BuiltinVoice[];
  speech: SpeechAbilities;
  connect: ConnectFacts;
}

/** How the pages' process reaches the data. It opens a database connection of its own. */
export interface PagesSettings {
  dataDir: string;
  databasePath: string;
  authSecret: string;
  loginLifetimeS: number;
  logLevel: string;
  alertLines: AlertLines;
  limits: ConfiguredLimits;
}

/** The only command-line argument of the pages' process (JSON): enough to load Next before the data folder is ready. */
export interface PagesProcessArguments {
  projectRoot: string;
  /**
   * The Unix socket that the process listens on. It is alone in its folder, which the process removes when it exits.
   */
  socketPath: string;
  development: boolean;
  /** The public port, which Next needs for URLs. */
  port: number;
}

/**
 * The main process numbers the requests that it passes on, in this header; `began` and `handled` messages name the
 * number. It is not the `x-request-id` that people see: an action may send that one on to its own server.
 */
export const requestNumberHeader = "x-avatar-request-number";

/** The person for whom the pages' process acts; it has authenticated them. */
const person = z.object({
  kind: z.literal("user"),
  userId: z.number(),
  username: z.string(),
  role: z.enum(roles),
  address: z.string().optional(),
});

const loginAttempt = z.object({ username: z.string(), address: z.string() });

/**
 * The verbs that the pages' process may call, and their inputs. An AppError of a verb reaches its caller as an
 * AppError.
 */
export const liveVerbInputs = {
  /** The two verbs of LoginThrottle (server/access/login-throttle.ts). */
  loginAttempt,
  loginSucceeded: loginAttempt,
  /** `EndVoice` (server/operations/end-voice.ts). */
  endVoice: z.object({
    person,
    input: z.object({ profileId: z.number(), reason: z.enum(["withdrawn", "deleted"]) }),
  }),
  /** Somebody decided who may use a voice: conversations that may not any more stop. */
  voiceChanged: z.object({ profileId: z.number() }),
  /** Whoever talks in it gets a new conversation. */
  conversationDeleted: z.object({ sessionId: z.string() }),
  /** The sound of `VoiceSample` (server/operations/voice-samples.ts), in base64. */
  voiceSample: z.object({ personId: z.number(), request: voiceSampleRequestSchema }),
  /** The sound of `LexiconSample` (server/operations/lexicon-sample.ts), in base64. */
  lexiconSample: lexiconSampleSchema,
  /** `PersonaTrial` (server/operations/persona-trial.ts). */
  personaTrial: personaTrialSchema,
  /** `CheckServer` (server/inference/check-server.ts). */
  checkServer: candidateServerSchema.pick({ role: true, url: true, model: true }),
  /** `RunModels` (server/operations/run-models.ts). */
  runModels: z.object({}),
  /** server/operations/live-sessions.ts */
  askToLeave: z.object({ person, input: liveSessionSchema }),
  endSession: z.object({ person, input: liveSessionSchema }),
  /** server/operations/alerts-now.ts */
  alertsNow: z.object({ person }),
  /** `serveCertificate` (server/operations/serve-certificate.ts). */
  serveCertificate: z.object({ person, input: ownCertificateSchema.nullable() }),
  /** server/operations/control-model.ts */
  controlModel: z.object({ person, input: modelActionSchema }),
} as const satisfies Record<string, z.ZodType>;

type Inputs = typeof liveVerbInputs;
export type LiveVerbName = keyof Inputs;
/** What a verb answers; most answer nothing. */
interface LiveAnswers {
  alertsNow: AlertsNow;
  serveCertificate: CertificateProblem | null;
  endVoice: { replies: number };
  voiceSample: string;
  lexiconSample: string;
  personaTrial: PersonaTrialAnswer;
  checkServer: ServerCheck;
  runModels: OfferedModels;
}
type Answering<Verb> = Verb extends keyof LiveAnswers ? Promise<LiveAnswers[Verb]> : Promise<void>;
/** The verbs as the main process implements them and as the pages' process calls them. */
export type LiveVerbs = { [Verb in LiveVerbName]: (input: z.output<Inputs[Verb]>) => Answering<Verb> };

export type ToPages =
  /** Sent once: the process may open the data and answer requests. */
  | { type: "granted"; settings: PagesSettings; state: LiveState }
  | { type: "state"; state: LiveState }
  | ({ type: "result"; id: number } & LiveResult);

/** `answer` is undefined for a verb that answers nothing, and after a failure. */
export interface LiveResult {
  failure: Failure | null;
  answer?: LiveAnswers[keyof LiveAnswers] | undefined;
}

export interface Failure {
  code: ErrorCode;
  message: string;
  retryAfterS: number | null;
}

const fromPagesSchema = z.discriminatedUnion("type", [
  /** The process listens. */
  z.object({ type: z.literal("ready") }),
  /** The process has read this request and works on it. */
  z.object({ type: z.literal("began"), requestNumber: z.number() }),
  /** The process has finished its work on this request, whether or not its client is still connected. */
  z.object({ type: z.literal("handled"), requestNumber: z.number() }),
  z.object({ type: z.literal("memory"), residentBytes: z.number() }),
  z.object({
    type: z.literal("call"),
    id: z.number(),
    verb: z.enum(Object.keys(liveVerbInputs) as [LiveVerbName, ...LiveVerbName[]]),
    input: z.unknown(),
  }),
]);
export type FromPages = z.output<typeof fromPagesSchema>;

/** Throws a ZodError for any other message. */
export function parseFromPages(message: unknown): FromPages {
  return fromPagesSchema.parse(message);
}

/** Runs a verb of the main process for the pages' process. */
export async function runLiveVerb<Verb extends LiveVerbName>(
  verbs: LiveVerbs,
  verb: Verb,
  input: unknown,
): Promise<LiveResult> {
  try {
    const answer = await verbs[verb](parseInput(liveVerbInputs[verb], input) as z.output<Inputs[Verb]>);
    return { failure: null, answer: answer as LiveResult["answer"] };
  } catch (error) {
    const code = errorCodeOf(error);
    const { message, retryAfterS } = code === "internal" ? new AppError(code) : (error as AppError);
    return { failure: { code, message, retryAfterS: retryAfterS ?? null } };
  }
}

/** The error that a verb failed with, as its caller in the pages' process sees it. */
export function errorOfFailure({ code, message, retryAfterS }: Failure): AppError {
  const known = Object.hasOwn(errorCatalogue, code) ? code : "internal";
  return new AppError(known, message, retryAfterS === null ? {} : { retryAfterS });
}
