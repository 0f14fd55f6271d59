import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { echoLimits } from "../../../lib/protocol/echo";

/** Sends back what a device sends, for some seconds: proxies and firewalls that let no WebSocket through show by it. */
export function createEchoSocket() {
  const { maxMessageBytes, maxMessages, maxSeconds } = echoLimits;
  const server = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  server.on("connection", (socket) => {
    let received = 0;
    const end = setTimeout(() => socket.terminate(), maxSeconds * 1_000);
    socket.on("error", () => {});
    socket.on("close", () => clearTimeout(end));
    socket.on("message", (data, isBinary) => {
      received += 1;
      socket.send(data, { binary: isBinary });
      if (received >= maxMessages) socket.close(1000);
    });
  });
  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      server.handleUpgrade(request, socket, head, (webSocket) => server.emit("connection", webSocket, request));
    },
    close(): void {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
