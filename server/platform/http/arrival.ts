import type { IncomingMessage } from "node:http";

/** Where a request comes from, behind all proxies whose word is taken. */
export interface Arrival {
  /** The client's address; undefined when it has disconnected in the meantime, or the proxy does not say it. */
  address: string | undefined;
  /** The client's own connection is encrypted. */
  secure: boolean;
  /** A proxy passed the request on but did not say by which protocol it came. */
  isProtocolUnknown: boolean;
}

const noted = new WeakMap<IncomingMessage, Arrival>();

/** Where the request comes from: as noted (server/web/trusted-proxies.ts), else the other end of its connection. */
export function arrivalOf(request: IncomingMessage): Arrival {
  const { socket } = request;
  const secure = "encrypted" in socket && socket.encrypted === true;
  return noted.get(request) ?? { address: socket.remoteAddress, secure, isProtocolUnknown: false };
}

export function noteArrival(request: IncomingMessage, arrival: Arrival): void {
  noted.set(request, arrival);
}
