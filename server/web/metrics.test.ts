import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Role } from "../../lib/auth/permissions";
import { authenticateRequest, type RequestCredentials } from "../access/authenticate-request";
import { createMetrics } from "../platform/observability/metrics";
import { parseExposition, sampleOf } from "../platform/observability/testing/exposition";
import { idlePages } from "../platform/observability/testing/idle-pages";
import { openTestDb } from "../records/testing/test-db";
import { createToken } from "../records/tokens/create-token";
import { disableUser } from "../records/users/disable-user";
import { createHostCheck } from "./allowed-hosts";
import { metricsRefusal } from "./metrics";
import { createRequestHandler } from "./request-handler";

/** The real handler with real metrics, users and tokens, listening on loopback. */
async function server() {
  const fixture = openTestDb();
  await fixture.person("boss", "admin");
  const idle = { slots: 1, busy: 0, waiting: 0 };
  const metrics = createMetrics();
  metrics.observe({
    version: "1.2.3",
    sessions: () => ({ maxSessions: 5, active: 2, waiting: 0, connected: 3 }),
    modelCalls: () => ({ stt: idle, llm: idle, tts: idle }),
    models: () => [],
    restarts: () => [],
    gpus: () => null,
    serviceLevel: () => "full",
    storage: () => ({ state: "low", free_mib: 512, models_free_mib: null }),
    clock: () => ({ state: "ok", off_by_s: null }),
    pages: () => idlePages,
  });
  const authenticate = (credentials: RequestCredentials) =>
    authenticateRequest(credentials, {
      ...{ db: fixture.system.db, authSecret: "s".repeat(43), nowS: () => fixture.clock.nowS },
    });
  const refused: unknown[] = [];
  const front = http.createServer(
    createRequestHandler({
      health: () => ({ status: "ok", models: [] }),
      isAllowedHost: createHostCheck(["avatar.example"]),
      https: false,
      metrics: {
        ...metrics,
        authenticate,
        onRefused: ({ username, address }, { permission }) => void refused.push({ username, address, permission }),
      },
      pages: (_, response) => void response.end(),
    }),
  );
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  onTestFinished(() => void front.close());
  const { port } = front.address() as AddressInfo;

  async function get(headers: http.OutgoingHttpHeaders = {}, method = "GET") {
    const request = http.request({ host: "127.0.0.1", port, path: "/metrics", method, headers, agent: false }).end();
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    let body = "";
    for await (const piece of response) body += piece;
    return { status: response.statusCode, type: response.headers["content-type"], body };
  }
  async function tokenOf(username: string, role: Role) {
    if (username !== "boss") await fixture.person(username, role);
    return { authorization: `Bearer ${(await createToken(fixture.system, { username, name: "prometheus" })).token}` };
  }
  return { get, tokenOf, authenticate, refused, fixture };
}

const codeOf = ({ status, body }: { status: number | undefined; body: string }) => [
  status,
  JSON.parse(body).error.code,
];

test("a program on this machine needs no token", async () => {
  const { get } = await server();
  const answer = await get();
  expect(answer).toMatchObject({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8" });
  expect(sampleOf(parseExposition(answer.body), "avatar_sessions", { state: "connected" })).toBe(3);
  expect(await get({}, "HEAD")).toMatchObject({ status: 200, body: "" });
});

test.each([
  ["x-forwarded-for", "192.168.1.9"],
  ["x-forwarded-proto", "https"],
  ["forwarded", "for=192.168.1.9"],
  ["x-real-ip", "192.168.1.9"],
  ["via", "1.1 proxy"],
  ["host", "avatar.example"],
])("whom a proxy on this machine forwards is not of this machine: %s", async (name, value) => {
  const { get, tokenOf } = await server();
  expect(codeOf(await get({ [name]: value }))).toEqual([401, "unauthorized"]);
  expect((await get({ [name]: value, ...(await tokenOf("boss", "admin")) })).status).toBe(200);
});

test("from the network an admin's token is required", async () => {
  const { tokenOf, authenticate } = await server();
  const from = (remoteAddress: string | undefined, headers: http.IncomingHttpHeaders = {}) =>
    metricsRefusal({ socket: { remoteAddress }, headers: { host: "localhost:8000", ...headers } }, { authenticate });
  for (const address of ["192.168.1.9", "::ffff:10.0.0.1", "fe80::1", undefined]) {
    expect(await from(address)).toBe("unauthorized");
    expect(await from(address, await tokenOf("boss", "admin"))).toBeNull();
  }
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect(await from(address)).toBeNull();
});

test("a token overrides the loopback rule: an unknown one, or one without the permission, is refused", async () => {
  const { get, tokenOf, refused, fixture } = await server();
  expect(codeOf(await get({ authorization: `Bearer avt_${"a".repeat(43)}` }))).toEqual([401, "unauthorized"]);
  expect(codeOf(await get({ authorization: "Basic Ym9zczpwYXNz" }))).toEqual([401, "unauthorized"]);
  expect(codeOf(await get(await tokenOf("ada", "staff")))).toEqual([403, "forbidden"]);
  expect(codeOf(await get(await tokenOf("quinn", "qa")))).toEqual([403, "forbidden"]);
  const missing = { permission: "metrics:read", address: "127.0.0.1" };
  expect(refused).toEqual([
    { username: "ada", ...missing },
    { username: "quinn", ...missing },
  ]);
  const second = await tokenOf("second", "admin");
  expect((await get(second)).status).toBe(200);
  await disableUser(fixture.system, { username: "second" });
  expect(codeOf(await get(second))).toEqual([401, "unauthorized"]);
});
