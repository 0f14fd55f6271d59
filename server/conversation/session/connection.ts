import type { CloseCode } from "../../../lib/protocol/close-codes";
import type { ServerMessage } from "../../../lib/protocol/server-messages";

/** The sending side of one socket, whatever the transport. */
export interface Wire {
  /** For the log. */
  readonly id: string;
  /** Sends now or buffers; never throws, and does nothing after the end. */
  send(message: ServerMessage): void;
  /** `reason` is a short text for people and is sent along. Idempotent. */
  close(code: CloseCode, reason: string): void;
  /** Bytes sent but not yet accepted by the network. */
  bufferedBytes(): number;
}

/** A wire, and the turn limit of its person. */
export interface Connection extends Wire {
  /** Consumes one turn of the person's rate limit. Throws AppError `rate_limited` when none is left. */
  takeTurn(): void;
}
