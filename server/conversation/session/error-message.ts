import { type AppError, publicError } from "../../../lib/errors";
import type { ServerMessage } from "../../../lib/protocol/server-messages";

/** Anything thrown as a client is told it, with when to try again where somebody knows. */
export function errorMessage(error: unknown): Extract<ServerMessage, { type: "error" }> {
  const { code, message } = publicError(error).body.error;
  const retryAfterS = (error as Partial<AppError> | null)?.retryAfterS;
  return { type: "error", code, message, ...(retryAfterS ? { retry_after_ms: retryAfterS * 1_000 } : {}) };
}
