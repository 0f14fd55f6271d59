import { AppError, type ErrorCode, errorCodeOf } from "../../../../lib/errors";
import type { ModelRole } from "../../../../lib/models";
import { failedCode } from "../../contract";

const refusedConnection = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * A model server answered with a status that is not 2xx. Its text only serves to tell the kind of error, and is never
 * shown or logged: it may quote what people said.
 */
export class RefusedByServer extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(`HTTP ${status}`);
  }
}

/** The answer does not follow the protocol. */
export class BrokenAnswer extends Error {}

/**
 * True for a time-out or a broken connection: the server gave no error of its own. Whether it sent anything before is
 * not looked at.
 */
export function isTimeoutOrBreak(error: unknown): boolean {
  if (error instanceof RefusedByServer || error instanceof BrokenAnswer) return false;
  const code = errorCodeOf(error);
  return code === "model_timeout" || (code === "internal" && networkCodeOf(error) !== null);
}

/** Node's network error code (`ECONNREFUSED`, …) of a thrown error or of its causes; null when there is none. */
export function networkCodeOf(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === "string") return code;
    if (at instanceof AggregateError && at.errors.length > 0) return networkCodeOf(at.errors[0]);
  }
  return null;
}

function ofStatus(role: ModelRole, refused: RefusedByServer): AppError {
  const { status, body } = refused;
  const because = { cause: new Error(`HTTP ${status}`) };
  const error = (code: ErrorCode, message?: string) => new AppError(code, message, because);
  if (status === 401 || status === 403) {
    const message = `The model server refuses the API key (HTTP ${status}). An administrator must correct it.`;
    return error("model_unavailable", message);
  }
  if (status === 404) {
    const message = "The model server does not know the model (HTTP 404). An administrator must install or rename it.";
    return error("model_unavailable", message);
  }
  if (status === 408 || status === 504) return error("model_timeout");
  if (status === 503 && /loading/i.test(body)) return error("model_loading");
  if (status === 429 || status === 503) {
    return error("model_unavailable", `The model server is busy (HTTP ${status}). Try again in a moment.`);
  }
  if (status === 507) return error(failedCode[role], "The model ran out of memory. Try again in a moment.");
  if (role === "llm" && (status === 400 || status === 413) && /context|too (long|many tokens)/i.test(body)) {
    return error("context_overflow");
  }
  return error(failedCode[role], `The model server answered with HTTP ${status}. Try again; its log says why.`);
}

/** Turns what a call to a model server threw into the AppError that says what to do about it. */
export function toAppError(role: ModelRole, error: unknown): AppError {
  if (error instanceof AppError || errorCodeOf(error) !== "internal") return error as AppError;
  if (error instanceof RefusedByServer) return ofStatus(role, error);
  if (error instanceof BrokenAnswer) return new AppError(failedCode[role], error.message);
  const code = networkCodeOf(error);
  if (code !== null && refusedConnection.has(code)) {
    return new AppError("model_unavailable", `The model server does not answer (${code}). Is it running?`, {
      cause: error,
    });
  }
  return new AppError(failedCode[role], "The connection to the model server broke off. Try again.", { cause: error });
}
