import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Node emits every pipelined request of a connection as soon as it has arrived, before an earlier one is answered.
 * Browsers do not pipeline at all.
 */
const maxWaitingPerConnection = 32;

/**
 * Handles the requests of a connection one at a time: the next one begins when the answer before it was sent. A client
 * that pipelines more requests than the limit is disconnected.
 */
export function onePerConnection(handle: Handler): Handler {
  const waitingOf = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }[]>();

  function begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    response.once("close", () => {
      const next = socket.destroyed ? undefined : waitingOf.get(socket)?.shift();
      if (next) begin(next.request, next.response);
      else waitingOf.delete(socket);
    });
    handle(request, response);
  }

  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const waiting = waitingOf.get(socket);
    if (!waiting) {
      waitingOf.set(socket, []);
      begin(request, response);
    } else if (waiting.length < maxWaitingPerConnection) waiting.push({ request, response });
    else {
      waitingOf.delete(socket);
      socket.destroy();
    }
  };
}
