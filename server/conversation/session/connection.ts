import type { CloseCode } from "../../../lib/protocol/close-codes";
import type { ServerMessage } from "../../../lib/protocol/server-messages";

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
