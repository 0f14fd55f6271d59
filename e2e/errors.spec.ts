import { connect } from "node:net";
import type { AvatarServer } from "./fixtures/server";
import { expect, test } from "./fixtures/test";
import { ChatPage } from "./pages/chat-page";

interface Answer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/** Sends these bytes on a connection of their own; resolves with what came back when the server closes it. */
async function send(server: AvatarServer, bytes: string): Promise<Answer> {
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(bytes, "latin1"));
    let received = "";
    socket.setEncoding("latin1").on("data", (piece: string) => {
      received += piece;
    });
    socket.on("error", () => undefined).on("close", () => resolve(received));
  });
  // Node sends `100 Continue` before it hands the request over; the response follows.
  const [head = "", ...body] = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "").split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = new Map(
    lines.map((line) => [line.split(":", 1)[0]?.toLowerCase() ?? "", line.replace(/^[^:]*: */, "")]),
  );
  return { status: Number(statusLine.split(" ")[1]), headers, body: body.join("\r\n\r\n") };
}

/** The bytes of one request, for these tests' server. */
function bytesOf(server: AvatarServer, line: string, headers: Record<string, string> = {}, body = ""): string {
  const length = body === "" ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const all = { Host: new URL(server.url).host, Connection: "close", ...length, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${line} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

function codeOf({ headers, body }: Answer): string | null {
  if (!headers.get("content-type")?.startsWith("application/json")) return null;
  return JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? "{}").error?.code ?? null;
}

const text = { "Content-Type": "text/plain;charset=UTF-8" };
const action = { ...text, "Next-Action": "0".repeat(42) };
const form = { "Content-Type": "multipart/form-data; boundary=x" };
const field = (name: string, value = "") => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** Request line, headers, body → status and code, or the type of a page that people read. */
const table: [line: string, headers: Record<string, string>, body: string, status: number, code: string][] = [
  ["GET /%", {}, "", 400, "bad_request"],
  ["GET /%E0%A4%A", {}, "", 400, "bad_request"],
  ["GET /api/turns/%/audio/user", {}, "", 400, "bad_request"],
  ["GET *", {}, "", 400, "bad_request"],
  ["GET http://other/", {}, "", 421, "misdirected_host"],
  ["TRACE /login", {}, "", 405, "method_not_allowed"],
  ["PROPFIND /login", {}, "", 405, "method_not_allowed"],
  ["DELETE /login", {}, "", 405, "method_not_allowed"],
  ["PUT /chat", {}, "x", 405, "method_not_allowed"],
  ["POST /chat", text, "x", 405, "method_not_allowed"],
  ["POST /health", {}, "x", 405, "method_not_allowed"],
  ["POST /api/conversations", {}, "x", 405, "method_not_allowed"],
  ["PATCH /api/auth/session", {}, "x", 405, "method_not_allowed"],
  ["GET /api/auth/callback/credentials", {}, "", 405, "method_not_allowed"],
  ["GET /api/auth/anything", {}, "", 404, "not_found"],
  ["GET /api/auth", {}, "", 404, "not_found"],
  ["GET /api/nothing", {}, "", 404, "not_found"],
  ["POST /api/nothing", {}, "x", 404, "not_found"],
  ["GET /api", {}, "", 404, "not_found"],
  ["GET /_next/nothing", {}, "", 404, "text/html"],
  ["GET /worklets/nothing.js", {}, "", 404, "text/html"],
  ["GET /api/conversations", {}, "", 401, "unauthorized"],
  ["GET /api/conversations", { Authorization: "Bearer wrong" }, "", 401, "unauthorized"],
  ["PUT /api/settings", { Expect: "100-continue" }, "{}", 401, "unauthorized"],
  ["POST /api/auth/callback/credentials", { "Content-Type": "application/json" }, "{", 400, "bad_request"],
  ["POST /chat", action, "[{}]", 404, "not_found"],
  ["POST /chat", { ...action, "Next-Action": "x" }, "[{}]", 404, "not_found"],
  ["POST /login", { ...action, Origin: "http://evil.example" }, "[{}]", 403, "forbidden"],
  ["POST /login", { ...form, Origin: "null" }, `${field("a")}--x--\r\n`, 403, "forbidden"],
  ["POST /login", form, "abcd", 400, "bad_request"],
  ["POST /login", { "Content-Type": "multipart/form-data" }, "abcd", 400, "bad_request"],
  ["POST /login", form, `${field(`$ACTION_ID_${"0".repeat(42)}`)}--x--\r\n`, 404, "not_found"],
  ["POST /login", form, `${field("$ACTION_REF_1")}${field("$ACTION_1:0", "nonsense")}--x--\r\n`, 404, "not_found"],
];

for (const [index, [line, headers, body, status, code]] of table.entries()) {
  test(`${index + 1}: ${line} ${JSON.stringify(headers)} is ${status} ${code}`, async ({ server }) => {
    const answer = await send(server, bytesOf(server, line, headers, body));
    expect(answer.status).toBe(status);
    if (code === "text/html") expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    else expect(codeOf(answer)).toBe(code);
    if (status === 405) expect(answer.headers.get("allow")).toMatch(/\b(GET|POST)\b/);
    if (status === 401) expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(answer.body).not.toMatch(/\bat .*\.js:\d|node_modules|SQLITE|Server Action/);
  });
}

test("what is no HTTP gets the one error body", async ({ server }) => {
  const host = `Host: ${new URL(server.url).host}\r\nConnection: close\r\n`;
  const unreadable: [string, number, string][] = [
    ["nonsense\r\n\r\n", 400, "bad_request"],
    ["GET /login HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad_request"],
    [`GET /login HTTP/1.1\r\n${host}Host: other\r\n\r\n`, 400, "bad_request"],
    ["GET /login HTTP/1.0\r\n\r\n", 421, "misdirected_host"],
    [`GET /login HTTP/1.1\r\n${host}X-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431, "headers_too_large"],
    [`GET /${"x".repeat(10_000)} HTTP/1.1\r\n${host}\r\n`, 414, "uri_too_long"],
    [`POST /login HTTP/1.1\r\n${host}Content-Length: abc\r\n\r\n`, 400, "bad_request"],
    [`PUT /api/settings HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nZZ\r\n`, 400, "bad_request"],
    ["CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n", 405, "method_not_allowed"],
  ];
  for (const [bytes, status, code] of unreadable) {
    const answer = await send(server, bytes);
    expect([bytes.slice(0, 50), answer.status, codeOf(answer)]).toEqual([bytes.slice(0, 50), status, code]);
  }
});

test("a page that is not there is a page, and HEAD has no body", async ({ server, page, logInAs }) => {
  await logInAs("staff");
  const answer = await page.goto(`${server.url}/nowhere`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const head = await send(server, bytesOf(server, "HEAD /api/nothing"));
  expect([head.status, head.body]).toEqual([404, ""]);
});

test("REST says which part of a request is not valid", async ({ server }) => {
  const person = await server.addPerson("staff");
  const token = await server.createToken(person.username);
  const authorization = `Bearer ${token}`;
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${server.url}${path}`, { ...init, headers: { authorization } });
    return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
  };
  for (const query of ["limit=x", "limit=0", "cursor=x", "scope=theirs"]) {
    expect(await ask(`/api/conversations?${query}`)).toEqual([400, "invalid_input"]);
  }
  expect(await ask("/api/settings", { method: "PUT", body: "{" })).toEqual([400, "invalid_input"]);
  expect(await ask("/api/settings", { method: "PUT", body: '{"key":"theme","value":"pink"}' })).toEqual([
    400,
    "invalid_input",
  ]);
  expect(await ask("/api/turns/..%2F..%2Fapp.db/audio/user")).toEqual([400, "invalid_input"]);
  expect(await ask("/api/turns/unknown/audio/user")).toEqual([404, "not_found"]);
  expect(await ask("/api/settings", { method: "POST" })).toEqual([405, "method_not_allowed"]);
});

test("an action without a login is 401, one with what is not valid 400; the page gets what it can read", async ({
  server,
  page,
  context,
  logInAs,
}) => {
  await logInAs("staff");
  await new ChatPage(page).goto();
  // The page's own call, as its script makes it, repeated with other cookies and arguments.
  const sent = page.waitForRequest((request) => request.headers()["next-action"] !== undefined);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("radio", { name: "High quality" }).click();
  const { "next-action": id = "" } = (await sent).headers();
  const call = (body: string, cookies: string) =>
    fetch(`${server.url}/chat`, {
      method: "POST",
      headers: { "next-action": id, accept: "text/x-component", cookie: cookies, ...text },
      body,
    });
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  expect((await call("[{}]", cookies)).status).toBe(200);
  const nobody = await call("[{}]", "");
  expect([nobody.status, nobody.headers.get("content-type")]).toEqual([
    401,
    expect.stringMatching(/^text\/x-component/),
  ]);
  expect((await call('[{"mode":"loud"}]', cookies)).status).toBe(400);
  expect((await call("nonsense", cookies)).status).toBe(400);
});

test("too many tries are 429 with the time to wait, by the page and by next-auth", async ({
  server,
  page,
  loginPage,
}) => {
  const person = await server.addPerson("staff");
  await loginPage.goto();
  const statusOf = async (password: string) => {
    const answered = page.waitForResponse((response) => response.request().method() === "POST");
    await loginPage.logIn({ ...person, password });
    return (await answered).status();
  };
  for (let attempt = 1; attempt <= 5; attempt++) {
    expect(await statusOf(`guess-number-${attempt}`)).toBe(401);
    await expect(loginPage.submit).toHaveAttribute("aria-disabled", "false");
  }
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await loginPage.logIn(person);
  const answer = await answered;
  expect(answer.status()).toBe(429);
  expect(Number((await answer.allHeaders())["retry-after"])).toBeGreaterThan(1);
  await expect(loginPage.alert).toHaveText(
    /^Too many attempts\. Try again in \d+ .*; until then the right password is refused too\.$/,
  );

  const csrf = await fetch(`${server.url}/api/auth/csrf`);
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const program = await fetch(`${server.url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: {
      cookie: csrf.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; "),
    },
    body: new URLSearchParams({ ...person, csrfToken, json: "true" }),
  });
  expect(program.status).toBe(429);
  expect(Number(program.headers.get("retry-after"))).toBeGreaterThan(1);
  expect(await program.json()).toMatchObject({
    error: { code: "rate_limited" },
    url: expect.stringContaining("error=rate_limited"),
  });
});

test("requests whose clients leave at once do not hold up those of others", async ({ server }) => {
  const { username } = await server.addPerson("staff");
  const headers = { authorization: `Bearer ${await server.createToken(username)}` };
  const ask = (signal: AbortSignal) => fetch(`${server.url}/api/voice-profiles`, { headers, signal });
  for (let round = 0; round < 3; round++) {
    const left = [3, 7, 11, 15, 19, 23].map((ms) =>
      ask(AbortSignal.timeout(ms)).then(
        () => 0,
        () => 0,
      ),
    );
    await Promise.all(left);
    // Whoever waits for a slot in vain is told so after 10 s.
    expect((await ask(AbortSignal.timeout(20_000))).status).toBe(200);
  }
});
