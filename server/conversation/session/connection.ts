import type { ServerMessage } from "../../../lib/protocol/server-messages";

/** Why the server ends a connection, as WebSocket close codes (RFC 6455; 4000 and up are ours). */
export const closeCodes = {
  /** The server stops or restarts. */
  restarting: 1012,
  /** No slot is free; try again later. */
  tryAgainLater: 1013,
  /** Too many messages, or too many that are not valid. */
  abuse: 1008,
  internal: 1011,
  /** The login or the token is no longer valid. */
  unauthorized: 4401,
  /** Connected and never began a conversation. */
  silent: 4407,
  /** No sign of life within two pings. */
  vanished: 4408,
  /** The conversation was taken up from another connection: do not reconnect by yourself. */
  takenOver: 4409,
  /** The client does not read what it is sent. */
  tooSlow: 4413,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** One client as its transport carries it. */
export interface Wire {
  /** For the log. */
  readonly id: string;
  /** Sends now or buffers; never throws, and does nothing after the end. */
  send(message: ServerMessage): void;
  /** `reason` is short and for people; it is sent along. Idempotent. */
  close(code: CloseCode, reason: string): void;
  /** Sent but not yet taken by the network, bytes. */
  bufferedBytes(): number;
}

/** One client as a session sees it, whatever the transport. */
export interface Connection extends Wire {
  /** Takes one of the turns that its person may begin now. Throws AppError `rate_limited` when there is none left. */
  takeTurn(): void;
}
