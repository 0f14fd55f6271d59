import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { wireLimits } from "../../../lib/protocol/client-messages";
import { closeCodes } from "../../../lib/protocol/close-codes";
import type { Wire } from "../session/connection";
import { ChatPeer, type ChatPeerDependencies } from "./chat-peer";
import type { AuthenticatedClient, ChatTransport } from "./chat-transport";

/** A client that does not answer the closing handshake within this time is disconnected. */
const closeTimeoutMs = 2_000;
/** RFC 6455: a close frame holds 125 bytes, two of them for the code. */
const maxReasonBytes = 123;
const allowedMissedPings = 2;

/** The public contract: JSON text frames, each with a `type`. */
export function createPlainWebSocket(deps: ChatPeerDependencies, pingIntervalMs: number): ChatTransport {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: wireLimits.maxFrameBytes,
    // Base64 of speech hardly compresses, and a compressor for each connection costs memory and time.
    perMessageDeflate: false,
    clientTracking: true,
  });

  const serve = (socket: WebSocket, client: AuthenticatedClient) => {
    const peer = new ChatPeer(client, wireOf(socket), deps);
    let missedPings = 0;
    const alive = () => {
      missedPings = 0;
    };
    const heartbeat = setInterval(() => {
      if (missedPings >= allowedMissedPings) {
        socket.terminate();
        return;
      }
      missedPings += 1;
      socket.ping();
    }, pingIntervalMs);
    socket.on("pong", alive);
    socket.on("message", (data, isBinary) => {
      alive();
      if (isBinary) peer.receiveInvalid("A frame is text, not binary.");
      else peer.receiveFrame(String(data));
    });
    // For a frame that is too large or broken, ws closes with the right code itself; `close` follows.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(heartbeat);
      peer.gone();
    });
  };

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, client: AuthenticatedClient) {
      server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, client));
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function wireOf(socket: WebSocket): Wire {
  return {
    id: randomUUID(),
    send(message) {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    close(code, reason) {
      if (socket.readyState !== socket.OPEN) return;
      // A client that does not read would not see the close frame either.
      if (code === closeCodes.tooSlow) return socket.terminate();
      socket.close(code, Buffer.from(reason).subarray(0, maxReasonBytes));
      setTimeout(() => socket.terminate(), closeTimeoutMs).unref();
    },
    bufferedBytes: () => socket.bufferedAmount,
  };
}
