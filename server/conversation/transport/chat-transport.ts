import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { UserActor } from "../session/session-manager";
import type { ClientAllowance } from "./client-limits";

export const chatPath = "/ws/chat";

/** Somebody whose upgrade was allowed. */
export interface AdmittedClient {
  actor: UserActor;
  allowance: ClientAllowance;
}

/** One way of speaking the protocol; takes over a socket whose upgrade was allowed. */
export interface ChatTransport {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, admitted: AdmittedClient): void;
  close(): Promise<void>;
}
