/** How the connection to the server stands. `attempt` counts tries since the last time it worked, from 1. */
export type ConnectionState =
  | { state: "connecting"; attempt: number }
  | { state: "connected" }
  /** `nextTryAtMs` is on Date.now()'s clock. */
  | { state: "waiting"; attempt: number; nextTryAtMs: number }
  /** The login has ended: trying again is of no use. */
  | { state: "signed_out" }
  /** The server ended the connection for a reason that reconnecting would not change: a person has to decide. */
  | { state: "turned_away"; code: TurnedAway }
  | { state: "closed" };

/**
 * The conversation was opened elsewhere, all seats are taken, or an administrator ended the conversation or disabled
 * the person.
 */
export const turnedAwayCodes = ["session_in_use", "at_capacity", "session_ended", "account_disabled"] as const;
export type TurnedAway = (typeof turnedAwayCodes)[number];

/** The person goes on in another tab or on another device: whatever sounds here is not listened to any more. */
export const isContinuedElsewhere = (connection: ConnectionState): boolean =>
  connection.state === "turned_away" && connection.code === "session_in_use";
