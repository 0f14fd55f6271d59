import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import net from "node:net";

/** First byte of a TLS record of type handshake (RFC 8446, section 5.1). */
const tlsHandshake = 0x16;
/** A client that opens a connection and sends nothing is dropped: it would hold a descriptor for ever. */
const firstByteTimeoutMs = 10_000;

/**
 * One port for both: looks at the first byte of each connection and hands it to the HTTPS or the HTTP server.
 * People type an address without thinking of the scheme; this way every one of them arrives.
 */
export function createOnePort(http: HttpServer, https: HttpsServer | null): net.Server {
  // Only from this event on does Node hold clients to their deadlines (headersTimeout, requestTimeout) and know which connections
  // to close. These servers get theirs from us and never listen.
  for (const server of [http, https]) server?.emit("listening");
  return net.createServer({ noDelay: true }, (socket) => {
    socket.setTimeout(firstByteTimeoutMs, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first: Buffer | null = socket.read();
      if (!first) return;
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.unshift(first);
      const target = first[0] === tlsHandshake && https ? https : http;
      target.emit("connection", socket);
    });
  });
}
