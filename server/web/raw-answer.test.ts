import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { answerUnreadable } from "../platform/http/raw-answer";
import { createHostCheck } from "./allowed-hosts";
import { createRequestHandler } from "./request-handler";

/** Sends these bytes to a real server and reads its answer until the connection closes. */
async function answerTo(bytes: string, timeouts: http.ServerOptions = {}) {
  const handler = createRequestHandler({
    health: () => ({ status: "ok", models: [] }),
    isAllowedHost: createHostCheck([]),
    https: false,
    metrics: { exposition: async () => "", contentType: "text/plain", authenticate: async () => null },
    pages: (request, response) => {
      request.resume().on("end", () => response.end("page"));
    },
  });
  const server = answerUnreadable(http.createServer({ requireHostHeader: false, ...timeouts }, handler));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const socket = net.connect((server.address() as AddressInfo).port, "127.0.0.1", () => socket.write(bytes));
  let text = "";
  socket.setEncoding("latin1").on("data", (piece: string) => {
    text += piece;
  });
  await once(socket, "close");
  const [head = "", body = ""] = text.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head: head.toLowerCase(), body };
}
const headers = "Host: localhost\r\nConnection: close\r\n";

const unreadable: [bytes: string, status: number, code: string][] = [
  ["nonsense\r\n\r\n", 400, "bad_request"],
  [`FOO / HTTP/1.1\r\n${headers}\r\n`, 400, "bad_request"],
  [`GET / HTTP/9.9\r\n${headers}\r\n`, 400, "bad_request"],
  ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad_request"],
  [`GET / HTTP/1.1\r\n${headers}Host: other\r\n\r\n`, 400, "bad_request"],
  ["GET / HTTP/1.0\r\n\r\n", 421, "misdirected_host"],
  [`GET http://other/ HTTP/1.1\r\n${headers}\r\n`, 421, "misdirected_host"],
  [`GET * HTTP/1.1\r\n${headers}\r\n`, 400, "bad_request"],
  [`GET /% HTTP/1.1\r\n${headers}\r\n`, 400, "bad_request"],
  [`GET / HTTP/1.1\r\n${headers}X-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
  [`GET /${"x".repeat(9_000)} HTTP/1.1\r\n${headers}\r\n`, 414, "uri_too_long"],
  [`PUT /api/settings HTTP/1.1\r\n${headers}Content-Length: abc\r\n\r\n`, 400, "bad_request"],
  [`PUT /api/settings HTTP/1.1\r\n${headers}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 400, "bad_request"],
  [`TRACE / HTTP/1.1\r\n${headers}\r\n`, 405, "method_not_allowed"],
  ["CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n", 405, "method_not_allowed"],
];

test.each(unreadable.map(([bytes, status, code]) => [bytes.slice(0, 40), status, code, bytes] as const))(
  "%j is answered %d %s, with the one error body",
  async (_name, status, code, bytes) => {
    const answer = await answerTo(bytes);
    expect(answer.status).toBe(status);
    expect(answer.head).toContain("content-type: application/json");
    expect(JSON.parse(answer.body)).toEqual({ error: { code, message: expect.any(String) } });
    if (status === 405) expect(answer.head).toMatch(/\nallow: get, head, post/);
  },
);

test("a request that never ends is answered 408", async () => {
  const timeouts = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
  const answer = await answerTo("GET / HTTP/1.1\r\nHost: localhost\r\n", timeouts);
  expect(answer.status).toBe(408);
  expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "request_timeout" } });
});

test("an absolute request target with this server's name works, and HEAD has no body", async () => {
  expect(await answerTo(`GET http://localhost/login HTTP/1.1\r\n${headers}\r\n`)).toMatchObject({ status: 200 });
  const head = await answerTo(`HEAD /% HTTP/1.1\r\n${headers}\r\n`);
  expect(head).toMatchObject({ status: 400, body: "" });
  expect(head.head).toMatch(/\nx-request-id: [0-9a-f-]{36}/);
});
