import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createHostCheck } from "./allowed-hosts";
import { ensureServerCertificate } from "./certificates/server-certificate";
import { createOnePort } from "./one-port";
import { createRequestHandler } from "./request-handler";

let folder: string;
let port: number;
let front: net.Server;
let seen: http.IncomingHttpHeaders | null = null;
let status: "ok" | "loading" = "loading";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "avatar-front-"));
  const handler = createRequestHandler({
    health: () => ({ status, models: [] }),
    isAllowedHost: createHostCheck([]),
    https: true,
    metrics: { exposition: async () => "up 1\n", contentType: "text/plain", authenticate: async () => null },
    pages: (request, response) => {
      seen = request.headers;
      response.end("page");
    },
  });
  const certificate = await ensureServerCertificate(folder, ["localhost", "127.0.0.1"]);
  front = createOnePort(http.createServer(handler), https.createServer(certificate, handler));
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  port = (front.address() as AddressInfo).port;
});
afterAll(async () => {
  front.close();
  await rm(folder, { recursive: true });
});

async function get(module: typeof http | typeof https, path: string, headers: http.OutgoingHttpHeaders = {}) {
  const request = module.get({ host: "127.0.0.1", port, path, headers, rejectUnauthorized: false, agent: false });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  let body = "";
  for await (const piece of response) body += piece;
  return { status: response.statusCode, body, headers: response.headers };
}

test("every answer has the security headers, and answers of the handler itself are not cached", async () => {
  const answers = await Promise.all([
    get(http, "/"),
    get(https, "/chat"),
    get(http, "/health"),
    get(http, "/metrics"),
    get(https, "/metrics", { authorization: "Bearer x" }),
    get(http, "/", { host: "evil.example" }),
  ]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
  }
  expect(answers.slice(2).map(({ headers }) => headers["cache-control"])).toEqual(Array(4).fill("no-store"));
});

test("one port answers both HTTP and HTTPS", async () => {
  expect(await get(http, "/")).toMatchObject({ status: 200, body: "page" });
  expect(seen?.["x-forwarded-proto"]).toBe("http");
  expect(await get(https, "/")).toMatchObject({ status: 200, body: "page" });
  expect(seen?.["x-forwarded-proto"]).toBe("https");
});

test("forwarded headers of the client never reach the pages", async () => {
  await get(http, "/", { "x-forwarded-host": "evil.example", "x-forwarded-for": "1.2.3.4", forwarded: "for=9.9.9.9" });
  expect(seen?.["x-forwarded-host"]).toBe(`127.0.0.1:${port}`);
  expect(seen?.["x-forwarded-for"]).toBe("127.0.0.1");
  expect(seen?.forwarded).toBeUndefined();
});

test("a foreign Host is refused with a code", async () => {
  const answer = await get(http, "/", { host: "evil.example" });
  expect(answer.status).toBe(421);
  expect(JSON.parse(answer.body).error.code).toBe("misdirected_host");
});

test("/health says 503 until every model is ready", async () => {
  expect((await get(http, "/health")).status).toBe(503);
  status = "ok";
  expect(await get(http, "/health")).toMatchObject({ status: 200, body: '{"status":"ok","models":[]}' });
});

test("/metrics is answered by the handler itself, and refused for a foreign Host", async () => {
  expect(await get(http, "/metrics")).toMatchObject({ status: 200, body: "up 1\n" });
  expect((await get(https, "/metrics", { authorization: "Bearer x" })).status).toBe(401);
  expect((await get(http, "/metrics", { host: "evil.example" })).status).toBe(421);
});

test("a connection closed before its first byte does not break the port", async () => {
  const socket = net.connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.resetAndDestroy();
  expect((await get(http, "/")).status).toBe(200);
});

test("half a request is answered 408 and closed, though the HTTP server never listens itself", async () => {
  const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 };
  const plain = http.createServer(limits, (_, response) => response.end());
  const open = createOnePort(plain, null).listen(0, "127.0.0.1");
  onTestFinished(() => void open.close());
  await once(open, "listening");
  const client = net.connect((open.address() as AddressInfo).port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
  expect(String((await once(client, "data"))[0])).toContain("408");
  await once(client, "close");
});

test("the connections of its servers can be closed", async () => {
  // Node never closes these for being idle.
  const plain = http.createServer({ keepAliveTimeout: 0 }, (_, response) => response.end());
  const open = createOnePort(plain, null).listen(0, "127.0.0.1");
  onTestFinished(() => void open.close());
  await once(open, "listening");
  const client = net.connect((open.address() as AddressInfo).port, "127.0.0.1");
  client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(client, "data");
  plain.closeAllConnections();
  await once(client, "close");
});
