import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { UserActor } from "../session/session-manager";

export const chatPath = "/ws/chat";

/** One way of speaking the protocol; takes over a socket whose upgrade was allowed. */
export interface ChatTransport {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, actor: UserActor): void;
  close(): Promise<void>;
}
