import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import net from "node:net";

/** First byte of a TLS record of type handshake (RFC 8446, section 5.1). */
const tlsHandshake = 0x16;
/** A connection on which nothing is sent is closed after this; otherwise it would hold a file descriptor for ever. */
const firstByteTimeoutMs = 10_000;

/**
 * Serves HTTP and HTTPS on one port: the first byte of a connection says which server takes it. People type an address
 * without a scheme, and this way either scheme reaches AVATAR.
 */
export function createOnePort(http: HttpServer, https: HttpsServer | null): net.Server {
  // Node enforces headersTimeout and requestTimeout, and tracks connections, only after "listening". These two servers
  // never listen themselves, so the event is emitted for them.
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
