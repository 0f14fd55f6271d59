import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import NextAuth from "next-auth";
import { expect, onTestFinished, test, vi } from "vitest";
import { privateCookie, siteOf } from "../../lib/auth/cookies";
import { testLimits } from "../../lib/testing/configured-limits";
import { authenticateRequest } from "../access/authenticate-request";
import { createLoginThrottle, loginLimits } from "../access/login-throttle";
import type { LoginAct } from "../access/logins";
import { silentLogger } from "../platform/observability/logger";
import { noteLogin } from "../records/audit-log/note-login";
import { openTestDb } from "../records/testing/test-db";
import { disableUser } from "../records/users/disable-user";
import { setPassword } from "../records/users/set-password";
import { authOptions } from "./next-auth-options";

const authSecret = "s".repeat(43);

/** The real next-auth behind a real socket, and a client that keeps cookies. */
async function nextAuth(secure = false) {
  vi.stubEnv("AUTH_TRUST_HOST", "true");
  const fixture = openTestDb();
  fixture.clock.nowS = Math.floor(Date.now() / 1000);
  const runtime = {
    contextFor: fixture.as,
    health: () => ({ status: "ok" as const, models: [] }),
    voiceSample: async () => new Uint8Array(0),
    lexiconSample: async () => new Uint8Array(0),
    checkServer: async () => ({ answers: true, model: "m" }) as const,
    personaTrial: async () => ({ reply: "Yes.", is_cut: false }),
    runModels: async () => ({ store: [], same_server: [], system_prompts: { en: "", "zh-TW": "" } }),
    voices: () => [],
    speech: () => ({ canClone: false, models: [] }),
    askToLeave: async () => undefined,
    endSession: async () => undefined,
    controlModel: async () => undefined,
    alertsNow: async () => ({ open: [], pending: [] }),
    connect: () => ({ origins: [], port: 8000, authority: null, certificate: null, wsl: null, isLocalOnly: true }),
    serveCertificate: async () => null,
    endVoice: async () => ({ replies: 0 }),
    voiceChanged: async () => undefined,
    conversationDeleted: async () => undefined,
    authSecret,
    loginLifetimeS: 3_600,
    alertLines: { vram: 0.9, diskWarnMib: 1_024 },
    limits: testLimits,
    loginThrottle: createLoginThrottle({ ...loginLimits, perNameAndAddress: 3 }),
    noteLogin: (act: LoginAct) => noteLogin(fixture.system, act),
    logger: silentLogger,
  };
  const server = createServer((request, response) => void handle(request, response));
  async function handle(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    request.headers["x-forwarded-host"] = request.headers.host;
    request.headers["x-forwarded-proto"] = secure ? "https" : "http";
    request.headers["x-forwarded-for"] = request.socket.remoteAddress;
    // next-auth expects the properties that Next adds to requests and responses.
    const cookies = Object.fromEntries(
      (request.headers.cookie ?? "")
        .split("; ")
        .map((pair) => [pair.split("=")[0], decodeURIComponent(pair.slice(pair.indexOf("=") + 1))]),
    );
    const query = { nextauth: url.pathname.split("/").slice(3), ...Object.fromEntries(url.searchParams) };
    const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const answer = Object.assign(response, {
      status: (code: number) => Object.assign(answer, { statusCode: code }),
      json: (value: unknown) => void response.end(JSON.stringify(value)),
      send: (value: unknown) => void response.end(typeof value === "string" ? value : JSON.stringify(value)),
    });
    await NextAuth(
      Object.assign(request, { query, cookies, body }) as never,
      answer as never,
      authOptions(runtime, siteOf(request.headers.host, secure), { address: "10.0.0.1", userAgent: "Firefox/145.0" }),
    );
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    vi.unstubAllEnvs();
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const site = { secure, port };
  const { name: loginCookie } = privateCookie("session", site);
  const jar = new Map<string, string>();
  const setCookies: string[] = [];
  const call = async (path: string, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const init = form ? { method: "POST", body: new URLSearchParams({ ...form, json: "true" }) } : {};
    const answer = await fetch(`${origin}/api/auth/${path}`, { ...init, headers: { cookie }, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      setCookies.push(line);
      const [name = "", value = ""] = line.split(";")[0]?.split(/=(.*)/s) ?? [];
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const csrfToken = String((await call("csrf")).body.csrfToken);
  const logIn = (username: string, password: string) => call("callback/credentials", { csrfToken, username, password });
  const who = (header: string) =>
    authenticateRequest(
      { address: undefined, cookie: { header, site } },
      { db: fixture.system.db, authSecret, nowS: () => fixture.clock.nowS },
    );
  const cookie = () => `${loginCookie}=${jar.get(loginCookie)}`;
  return { ...fixture, port, loginCookie, call, csrfToken, logIn, who, cookie, jar, setCookies };
}

test("the login cookie works for `authenticateRequest` too", async () => {
  const { person, logIn, call, who, cookie } = await nextAuth();
  await person("ada", "qa");
  expect((await logIn("ada", "correct horse")).status).toBe(200);
  expect((await call("session")).body).toMatchObject({ user: { name: "ada", role: "qa" } });
  expect(await who(cookie())).toMatchObject({ username: "ada", role: "qa" });
});

test("a wrong password, and too many of them, are reported as error codes", async () => {
  const { person, logIn, jar, loginCookie } = await nextAuth();
  await person("ada");
  const codeOf = async () => new URL(String((await logIn("ada", "wrong")).body.url)).searchParams.get("error");
  expect([await codeOf(), await codeOf(), await codeOf()]).toEqual(Array(3).fill("bad_credentials"));
  expect(await codeOf()).toBe("rate_limited");
  expect(jar.has(loginCookie)).toBe(false);
});

test.each([
  ["the user is disabled", (h: Fixture) => disableUser(h.system, { username: "ada" })],
  ["the password changes", (h: Fixture) => setPassword(h.system, { username: "ada", newPassword: "another horse" })],
])("its session is gone once %s", async (_when, act) => {
  const fixture = await nextAuth();
  await fixture.person("boss", "admin");
  await fixture.person("ada");
  await fixture.logIn("ada", "correct horse");
  await act(fixture);
  expect((await fixture.call("session")).body).toEqual({});
  expect(fixture.jar.has(fixture.loginCookie)).toBe(false);
});
type Fixture = Awaited<ReturnType<typeof nextAuth>>;

test("signing out invalidates every copy of the cookie, renewed ones too", async () => {
  const { person, logIn, call, csrfToken, who, cookie } = await nextAuth();
  await person("ada");
  await logIn("ada", "correct horse");
  const copies = [cookie()];
  await call("session");
  copies.push(cookie());
  expect(copies[0]).not.toBe(copies[1]);
  for (const copy of copies) expect(await who(copy)).not.toBeNull();
  await call("signout", { csrfToken });
  for (const copy of copies) expect(await who(copy)).toBeNull();
});

test.each([true, false])("every cookie is for HTTP alone, lax, and of this port and security (%j)", async (secure) => {
  const { person, call, csrfToken, logIn, setCookies, port, loginCookie } = await nextAuth(secure);
  await person("ada");
  await logIn("ada", "correct horse");
  await call("signout", { csrfToken });
  expect(setCookies.some((line) => line.startsWith(`${loginCookie}=ey`))).toBe(true);
  for (const line of setCookies) {
    expect(line.startsWith(`${secure ? "__Host-" : ""}avatar-${port}.`)).toBe(true);
    expect(line).toMatch(/; Path=\/; .*HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).not.toMatch(/; Domain/);
    expect(line.includes("; Secure")).toBe(secure);
  }
});
