import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Whereabouts } from "../session/connection";
import type { UserActor } from "../session/session-manager";
import type { ClientAllowance } from "./client-limits";

export const chatPath = "/ws/chat";

/** A client that passed the checks of its upgrade: who it is, and what it may do. */
export interface AuthenticatedClient {
  actor: UserActor;
  from: Whereabouts;
  allowance: ClientAllowance;
}

/** One transport of the protocol; it takes over a socket whose upgrade was accepted. */
export interface ChatTransport {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client: AuthenticatedClient): void;
  close(): Promise<void>;
}
