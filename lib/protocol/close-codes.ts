/** Why the server ends a connection, as WebSocket close codes (RFC 6455; 4000 and up are ours). */
export const closeCodes = {
  /** The server stops or restarts. */
  restarting: 1012,
  /** No seat is free; try again later. */
  tryAgainLater: 1013,
  /** Too many messages, or too many that are not valid. */
  abuse: 1008,
  internal: 1011,
  /** The login or the token is no longer valid. */
  unauthorized: 4401,
  /** The client connected and never began a conversation. */
  silent: 4407,
  /** The client did not answer two pings. */
  vanished: 4408,
  /** The conversation was taken up from another connection: the client must not reconnect by itself. */
  takenOver: 4409,
  /** An administrator ended the conversation: the client must not reconnect by itself. */
  ended: 4410,
  /** The client does not read what it is sent. */
  tooSlow: 4413,
} as const;
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
