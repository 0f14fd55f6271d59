import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server, type Socket } from "socket.io";
import { WebSocketServer } from "ws";
import { wireLimits } from "../../../lib/protocol/client-messages";
import type { Wire } from "../session/connection";
import { envelopeBytes } from "../session/outbox";
import { ChatPeer, type ChatPeerDependencies } from "./chat-peer";
import { type AuthenticatedClient, type ChatTransport, chatPath } from "./chat-transport";

/** A Socket.IO client enters its namespace with its first packet. */
const entryTimeoutMs = 10_000;
/** Prefix of a packet that enters a namespace other than the default one. */
const connectElsewhere = "0/";

/** The same messages over Socket.IO: event name = `type`, the rest is the payload. WebSocket only. */
export function createSocketIo(deps: ChatPeerDependencies, pingIntervalMs: number): ChatTransport {
  // Socket.IO needs its own HTTP server: this one never listens, and upgrade.ts hands upgrades over.
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
    // A socket that has upgraded and never enters the namespace is closed.
    connectTimeout: Math.min(entryTimeoutMs, deps.silentSocketMs),
    // The same ws version as the plain WebSocket's: it closes a client that pings and never reads the pongs. The ws of
    // Engine.IO queues them all.
    wsEngine: WebSocketServer,
  });
  // `sid` in the query would attach this socket to an existing session, possibly of another person; only polling needs
  // it. Refuse it.
  io.engine.use((request: { _query: object }, _: unknown, next: (error?: Error) => void) =>
    next("sid" in request._query ? new Error("A connection begins with its upgrade.") : undefined),
  );
  // A packet to another namespace closes the connection: Socket.IO would queue a refusal for each until it is read.
  io.engine.on("connection", (connection) => {
    connection.on("data", (packet: unknown) => {
      if (typeof packet === "string" && packet.startsWith(connectElsewhere)) connection.close(true);
    });
  });
  const authenticatedClients = new WeakMap<IncomingMessage, AuthenticatedClient>();

  io.on("connection", (socket) => {
    const client = authenticatedClients.get(socket.request);
    if (!client) {
      socket.disconnect(true);
      return;
    }
    // One client for each connection: entering again would reset its limits.
    authenticatedClients.delete(socket.request);
    const peer = new ChatPeer(client, wireOf(socket), deps);
    socket.onAny((type: unknown, payload: unknown) => {
      // `audio_end` and `interrupt` may come without a payload.
      const fields = typeof payload === "object" && payload !== null ? payload : {};
      if (payload instanceof Uint8Array || Array.isArray(payload)) peer.receiveInvalid("The payload is an object.");
      else peer.receiveValue({ ...fields, type });
    });
    socket.on("disconnect", () => peer.gone());
  });

  return {
    upgrade(request, socket: Duplex, head, client) {
      authenticatedClients.set(request, client);
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
