import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server, type Socket } from "socket.io";
import { WebSocketServer } from "ws";
import { wireLimits } from "../../../lib/protocol/client-messages";
import type { Wire } from "../session/connection";
import { envelopeBytes } from "../session/outbox";
import { ChatPeer, type ChatPeerDependencies } from "./chat-peer";
import { type AdmittedClient, type ChatTransport, chatPath } from "./chat-transport";

/** A client of Socket.IO enters with its first packet. */
const entryTimeoutMs = 10_000;
/** How a packet begins that enters a namespace other than the default one. */
const connectElsewhere = "0/";

/** The same messages over Socket.IO: event name = `type`, the rest is the payload. WebSocket only. */
export function createSocketIo(deps: ChatPeerDependencies, pingIntervalMs: number): ChatTransport {
  // Socket.IO wants a server of its own to listen on: this one never listens, upgrades are handed over by upgrade.ts.
  const io = new Server(createServer(), {
    path: chatPath,
    transports: ["websocket"],
    allowUpgrades: false,
    serveClient: false,
    maxHttpBufferSize: wireLimits.maxFrameBytes,
    perMessageDeflate: false,
    httpCompression: false,
    pingInterval: pingIntervalMs,
    pingTimeout: pingIntervalMs,
    // Who has upgraded and never enters the namespace is no client yet, and is closed.
    connectTimeout: Math.min(entryTimeoutMs, deps.silentSocketMs),
    // As the plain WebSocket's: this version ends who pings and reads no pong, the one that comes with Engine.IO keeps them all.
    wsEngine: WebSocketServer,
  });
  // An id in the query moves another connection, with whom it belongs to, onto this one: that is for those who began by polling.
  io.engine.use((request: { _query: object }, _: unknown, next: (error?: Error) => void) =>
    next("sid" in request._query ? new Error("A connection begins with its upgrade.") : undefined),
  );
  // Every refusal of another namespace waits to be read. No client of ours asks for one.
  io.engine.on("connection", (connection) => {
    connection.on("data", (packet: unknown) => {
      if (typeof packet === "string" && packet.startsWith(connectElsewhere)) connection.close(true);
    });
  });
  const admittedClients = new WeakMap<IncomingMessage, AdmittedClient>();

  io.on("connection", (socket) => {
    const admitted = admittedClients.get(socket.request);
    if (!admitted) {
      socket.disconnect(true);
      return;
    }
    // One client for each connection: whoever entered again would have limits that are fresh.
    admittedClients.delete(socket.request);
    const peer = new ChatPeer(admitted, wireOf(socket), deps);
    socket.onAny((type: unknown, payload: unknown) => {
      // `audio_end` and `interrupt` may come without a payload.
      const fields = typeof payload === "object" && payload !== null ? payload : {};
      if (payload instanceof Uint8Array || Array.isArray(payload)) peer.receiveInvalid("The payload is an object.");
      else peer.receiveValue({ ...fields, type });
    });
    socket.on("disconnect", () => peer.gone());
  });

  return {
    upgrade(request, socket: Duplex, head, admitted) {
      admittedClients.set(request, admitted);
      io.engine.handleUpgrade(request as Parameters<typeof io.engine.handleUpgrade>[0], socket, head);
    },
    async close() {
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

function wireOf(socket: Socket): Wire {
  /** Written since the engine last handed its own buffer to the WebSocket. */
  let waitingBytes = 0;
  socket.conn.on("flush", () => {
    waitingBytes = 0;
  });
  return {
    id: socket.id,
    send({ type, ...payload }) {
      if (!socket.connected) return;
      waitingBytes += envelopeBytes + ("data" in payload ? payload.data.length : 0);
      socket.emit(type, payload);
    },
    // Socket.IO has no close codes: the `error` message that was sent before says why.
    close() {
      socket.disconnect(true);
    },
    bufferedBytes: () => waitingBytes + socket.request.socket.writableLength,
  };
}
