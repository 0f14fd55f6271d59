import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Node hands over all requests of a connection that have come, before any is answered. No browser sends even a second one. */
const maxWaitingPerConnection = 32;

/**
 * One request of a connection at a time: the next one when the answer to the one before has gone out. Who sends ahead more than
 * anybody does, without waiting for answers, is cut off.
 */
export function inTurn(handle: Handler): Handler {
  const lines = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }[]>();

  function begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    response.once("close", () => {
      const next = socket.destroyed ? undefined : lines.get(socket)?.shift();
      if (next) begin(next.request, next.response);
      else lines.delete(socket);
    });
    handle(request, response);
  }

  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const line = lines.get(socket);
    if (!line) {
      lines.set(socket, []);
      begin(request, response);
    } else if (line.length < maxWaitingPerConnection) line.push({ request, response });
    else {
      lines.delete(socket);
      socket.destroy();
    }
  };
}
