import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ensureServerCertificate } from "../../web/certificates/server-certificate";
import { declineUpgrade } from "./decline-upgrade";

/** Answers with the request's own header and body. */
const echo: http.RequestListener = (request, response) => {
  response.setHeader("x-name", request.headers["x-name"] ?? "");
  request.pipe(response);
};

async function secureServer(): Promise<https.Server> {
  const folder = await mkdtemp(join(tmpdir(), "avatar-decline-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return https.createServer(await ensureServerCertificate(folder, ["localhost"]), echo);
}

test.each([
  ["HTTP", http, async () => http.createServer(echo)],
  ["HTTPS", https, secureServer],
])(
  "over %s, a client that offers another protocol is answered in this one: header, body and next request",
  async (_, client, create) => {
    const server = await create();
    server.on("upgrade", (request, socket, head) => declineUpgrade(server, request, socket, head));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const agent = new client.Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    for (const size of [5, 0, 300_000]) {
      const body = "x".repeat(size);
      const headers = {
        connection: "Upgrade, HTTP2-Settings",
        upgrade: "h2c",
        "http2-settings": "AAEAAEAA",
        "x-name": "é",
      };
      const options = { method: "POST", host: "127.0.0.1", port, headers, agent, rejectUnauthorized: false };
      const request = client.request(options).end(Buffer.from(body));
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      expect(response.statusCode).toBe(200);
      expect(response.headers["x-name"]).toBe("é");
      expect(Buffer.concat(await response.toArray()).toString()).toBe(body);
    }
  },
);
