import { AppError } from "../errors";
import { wellFormed } from "../text";
import { type ClientMessage, clientMessageSchema, clientMessageTypes } from "./client-messages";
import { type ServerMessage, serverMessageSchema } from "./server-messages";

/**
 * Parses one message from a client, already turned from JSON into a value.
 * Throws AppError `bad_message`, `unknown_type` or `bad_audio`; the text names the field, never its content.
 */
export function parseClientMessage(value: unknown): ClientMessage {
  const type = (value as { type?: unknown } | null)?.type;
  if (typeof type !== "string")
    throw new AppError("bad_message", "A message is a JSON object with a text field `type`.");
  if (!(clientMessageTypes as string[]).includes(type)) {
    throw new AppError("unknown_type", `Message type not known: ${wellFormed(type.slice(0, 40))}.`);
  }
  const result = clientMessageSchema.safeParse(value);
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map((issue) => issue.path.join(".") || "message"))].join(", ");
  throw new AppError(type === "audio_chunk" ? "bad_audio" : "bad_message", `${type}: not valid: ${fields}.`);
}

/** Parses one text frame of the plain WebSocket. Throws AppError as `parseClientMessage` does. */
export function decodeClientFrame(text: string): ClientMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError("bad_message", "The frame is not JSON.");
  }
  return parseClientMessage(value);
}

/** Parses one message from the server; null for a type this client does not know (newer server). */
export function parseServerMessage(value: unknown): ServerMessage | null {
  const result = serverMessageSchema.safeParse(value);
  return result.success ? result.data : null;
}
