/** A WebSocket that sends back what it gets, for devices that check their connection; it needs no login. */
export const echoPath = "/ws/echo";

export const echoLimits = {
  maxMessageBytes: 64,
  /** Then the server closes it. */
  maxMessages: 20,
  maxSeconds: 15,
} as const;
