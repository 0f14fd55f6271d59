import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { AppError } from "../../lib/errors";
import { withErrorAnswers } from "./error-answers";
import { requestOutcome } from "./request-outcome";

/** What a client receives when Next's handler answers like this. */
async function answerTo(line: string, write: (response: http.ServerResponse) => unknown) {
  const server = http.createServer((request, response) => {
    void withErrorAnswers(request, response, async () => {
      await new Promise(setImmediate);
      await write(response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const [method = "GET", path] = line.split(" ");
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}
const codeOf = ({ body }: { body: string }) => JSON.parse(body).error.code;
const page = { "content-type": "text/html; charset=utf-8" };

test("pages, React's stream and errors with our own body stay unchanged", async () => {
  const html = await answerTo("GET /nowhere", (response) => response.writeHead(404, page).end("<p>nothing</p>"));
  expect([html.status, html.body]).toEqual([404, "<p>nothing</p>"]);
  const fine = await answerTo("GET /api/things", (response) => response.writeHead(200, page).end("ok"));
  expect([fine.status, fine.body]).toEqual([200, "ok"]);
  const ours = '{"error":{"code":"session_in_use","message":"m"}}';
  const kept = await answerTo("GET /api/things", (response) => {
    response.statusCode = 409;
    response.setHeader("content-type", "application/json");
    response.write(ours.slice(0, 10));
    response.end(ours.slice(10));
  });
  expect([kept.status, kept.body]).toEqual([409, ours]);
});

test.each([
  ["text without a code", 500, { "content-type": "text/plain" }, "Internal Server Error", "internal"],
  ["nothing", 405, { allow: "GET, HEAD" }, "", "method_not_allowed"],
  ["a page for a program", 404, page, "<p>nothing</p>", "not_found"],
  [
    "a range of a recording",
    416,
    { "content-type": "audio/wav", "content-range": "bytes */9" },
    "",
    "range_not_satisfiable",
  ],
  ["headers in turn", 413, ["content-type", "text/plain", "x-a", "1"], "too much", "message_too_large"],
])("%s becomes the one error body", async (_what, status, headers, text, code) => {
  const answer = await answerTo("GET /api/things", (response) =>
    response.writeHead(status, headers as never).end(text),
  );
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(codeOf(answer)).toBe(code);
  expect(answer.body).not.toContain(text || "\n");
  expect(answer.headers.get("allow")).toBe(status === 405 ? "GET, HEAD" : null);
  expect(answer.headers.get("content-range")).toBe(status === 416 ? "bytes */9" : null);
});

test("a body is replaced completely, also when Next writes it in pieces, compressed or with a length", async () => {
  const answer = await answerTo("GET /somewhere", async (response) => {
    response.setHeader("content-encoding", "gzip");
    response.setHeader("content-length", 4);
    response.statusCode = 500;
    await new Promise<void>((resolve) => void response.write("ab", () => resolve()));
    await new Promise<void>((resolve) => void response.end("cd", () => resolve()));
  });
  expect([answer.status, codeOf(answer), answer.headers.get("content-encoding")]).toEqual([500, "internal", null]);
});

test("the answer to HEAD has the status and no body", async () => {
  const answer = await answerTo("HEAD /api/things", (response) => response.writeHead(404, page).end());
  expect([answer.status, answer.body]).toEqual([404, ""]);
});

test("an action's error sets the status and leaves the body that the page's script reads", async () => {
  const stream = { "content-type": "text/x-component" };
  const report = (error: AppError | null) => {
    const outcome = requestOutcome();
    if (!outcome) throw new Error("no outcome");
    outcome.actionBegan = true;
    outcome.error = error;
  };
  const refused = await answerTo("POST /chat", (response) => {
    report(new AppError("unauthorized"));
    response.writeHead(500, stream).end("1:E{}");
  });
  expect([refused.status, refused.body]).toEqual([401, "1:E{}"]);
  expect(refused.headers.get("www-authenticate")).toBe("Bearer");
  const throttled = await answerTo("POST /login", (response) => {
    report(new AppError("rate_limited", undefined, { retryAfterS: 30 }));
    response.writeHead(200, page).end("<form>");
  });
  expect([throttled.status, throttled.headers.get("retry-after"), throttled.body]).toEqual([429, "30", "<form>"]);
  const failed = await answerTo("POST /chat", (response) => {
    report(null);
    response.writeHead(500, stream).end("1:E{}");
  });
  expect([failed.status, failed.body]).toEqual([500, "1:E{}"]);
});

test("a POST that fails before any action of ours began is a bad request", async () => {
  for (const type of ["text/plain", "text/x-component", "text/html"]) {
    const answer = await answerTo("POST /login", (response) =>
      response.writeHead(500, { "content-type": type }).end("broken"),
    );
    expect([answer.status, codeOf(answer)]).toEqual([400, "bad_request"]);
  }
  const unknown = await answerTo("POST /login", (response) =>
    response.writeHead(409, { "content-type": "text/plain", "x-nextjs-action-not-found": "1" }).end("unavailable"),
  );
  expect([unknown.status, codeOf(unknown)]).toEqual([404, "not_found"]);
  expect(unknown.headers.get("x-nextjs-action-not-found")).toBe("1");
});
