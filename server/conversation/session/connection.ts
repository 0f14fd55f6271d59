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

/** Where a client is, as its person would recognise it. */
export interface Whereabouts {
  /** IP address of the other end. */
  address: string;
  /** What the program calls itself; empty when it does not say. */
  userAgent: string;
}

/** A wire, and the turn limit of its person. */
export interface Connection extends Wire {
  readonly from: Whereabouts;
  /** Consumes one turn of the person's rate limit. Throws AppError `rate_limited` when none is left. */
  takeTurn(): void;
}
