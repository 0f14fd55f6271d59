import { z } from "zod";
import { AppError, type ErrorCode, errorCatalogue, errorCodeOf } from "../../../lib/errors";
import type { BuiltinVoice } from "../../inference/contract";
import type { HealthReport } from "../runtime";

/**
 * What the main process and the pages' process say to each other, over Node's IPC. What is live lies in the main process alone: its
 * state is pushed when it changes, its verbs are called. Both ends share this file.
 */

/** What the pages show of the running server; pushed when it changes. */
export interface LiveState {
  health: HealthReport;
  voices: BuiltinVoice[];
}

/** How the pages' process reaches the data. It opens a database connection of its own. */
export interface PagesSettings {
  dataDir: string;
  databasePath: string;
  authSecret: string;
  loginLifetimeS: number;
  logLevel: string;
}

/** What the pages' process is started with, as its one argument (JSON): enough to load the pages before the data is there. */
export interface PagesProcessArguments {
  projectRoot: string;
  /** Where it listens: a Unix socket in a folder of its own, which it removes at its end. */
  socketPath: string;
  development: boolean;
  /** The public port, for URLs. */
  port: number;
}

/** Names the request to the pages' process, which says `handled` with it. Never a client's. */
export const requestIdHeader = "x-avatar-request-id";

const loginAttempt = z.object({ username: z.string(), address: z.string() });

/** What the pages' process may ask of the main one: what each verb takes. A refusal is an AppError at both ends. */
export const liveVerbInputs = {
  /** LoginThrottle of server/web/runtime.ts. */
  loginAttempt,
  loginSucceeded: loginAttempt,
} as const satisfies Record<string, z.ZodType>;

type Inputs = typeof liveVerbInputs;
export type LiveVerbName = keyof Inputs;
/** The verbs as the main process implements them and as the pages' process calls them. */
export type LiveVerbs = { [Verb in LiveVerbName]: (input: z.output<Inputs[Verb]>) => Promise<void> };

export type ToPages =
  /** Once: the data may be opened and requests answered. */
  | { type: "start"; settings: PagesSettings; state: LiveState }
  | { type: "state"; state: LiveState }
  | { type: "result"; id: number; failure: Failure | null };

export interface Failure {
  code: ErrorCode;
  message: string;
  retryAfterS: number | null;
}

const fromPagesSchema = z.discriminatedUnion("type", [
  /** It listens. */
  z.object({ type: z.literal("ready") }),
  /** It has read this request and works on it. */
  z.object({ type: z.literal("began"), requestId: z.number() }),
  /** It works no longer on this request, whether its client is still there or not. */
  z.object({ type: z.literal("handled"), requestId: z.number() }),
  z.object({ type: z.literal("memory"), residentBytes: z.number() }),
  z.object({
    type: z.literal("call"),
    id: z.number(),
    verb: z.enum(Object.keys(liveVerbInputs) as [LiveVerbName, ...LiveVerbName[]]),
    input: z.unknown(),
  }),
]);
export type FromPages = z.output<typeof fromPagesSchema>;

/** Throws a ZodError for what is none. */
export function parseFromPages(message: unknown): FromPages {
  return fromPagesSchema.parse(message);
}

/** Runs a verb of the main process for the pages' process; answers why it failed, or null. */
export async function runLiveVerb<Verb extends LiveVerbName>(
  verbs: LiveVerbs,
  verb: Verb,
  input: unknown,
): Promise<Failure | null> {
  try {
    await verbs[verb](liveVerbInputs[verb].parse(input) as z.output<Inputs[Verb]>);
    return null;
  } catch (error) {
    const code = errorCodeOf(error);
    const { message, retryAfterS } = code === "internal" ? new AppError(code) : (error as AppError);
    return { code, message, retryAfterS: retryAfterS ?? null };
  }
}

/** The error that a verb failed with, as its caller in the pages' process sees it. */
export function errorOfFailure({ code, message, retryAfterS }: Failure): AppError {
  const known = Object.hasOwn(errorCatalogue, code) ? code : "internal";
  return new AppError(known, message, retryAfterS === null ? {} : { retryAfterS });
}
