import { type AppError, publicError } from "../../../lib/errors";
import type { SpeechMode } from "../../../lib/languages";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { ServiceLevel } from "../../../lib/service-level";
import { formatVoiceId } from "../../../lib/voices";
import { SessionInUse } from "./session-in-use";
import type { SessionSettings } from "./session-settings";

type MessageOf<Type extends ServerMessage["type"]> = Extract<ServerMessage, { type: Type }>;

/** Any thrown error as the client's `error` message, with the time to retry and who is in the way, if they are known. */
export function errorMessage(error: unknown): MessageOf<"error"> {
  const { code, message } = publicError(error).body.error;
  const retryAfterS = (error as Partial<AppError> | null)?.retryAfterS;
  return {
    ...{ type: "error", code, message },
    ...(retryAfterS ? { retry_after_ms: retryAfterS * 1_000 } : {}),
    ...(error instanceof SessionInUse
      ? { held_by: { address: error.heldBy.address, user_agent: error.heldBy.userAgent } }
      : {}),
  };
}

/** The service level for a session in this mode: the level `fast` degrades nothing in fast mode. */
export function serviceLevel({ level, reason }: ServiceLevel, mode: SpeechMode): MessageOf<"service_level"> {
  const isKept = level === "fast" && mode === "fast";
  return { type: "service_level", ...(isKept ? { level: "full", reason: null } : { level, reason }) };
}

/** The answer to `session_start`: the session's settings and its speaker. */
export function sessionStarted(
  session: { sessionId: string; settings: SessionSettings; turnNumber: number },
  { resumed, resumeToken }: { resumed: boolean; resumeToken: string },
  models: MessageOf<"session_started">["models"],
): MessageOf<"session_started"> {
  const { settings } = session;
  return {
    type: "session_started",
    session_id: session.sessionId,
    resume_token: resumeToken,
    resumed,
    language: settings.language,
    mode: settings.mode,
    profile_id: formatVoiceId(settings.speaker.id),
    endpoint_pause_ms: settings.endpointPauseMs,
    models,
    last_turn_number: session.turnNumber,
  };
}
