import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { getPriority, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { AppError } from "../../../lib/errors";
import { testLimits } from "../../../lib/testing/configured-limits";
import { defaultRestartPolicy } from "../../platform/child-process/restart-delay";
import { silentLogger } from "../../platform/observability/logger";
import { createHostCheck } from "../allowed-hosts";
import { createRequestHandler } from "../request-handler";
import type { LiveState } from "./bridge";
import { createPages, type PagesLimits } from "./pages";
import { runPagesProcesses } from "./pages-processes";

const projectRoot = join(import.meta.dirname, "../../..");
/** A successor starts with low priority, which takes long on a busy machine. */
const restartMs = 100_000;
const state: LiveState = {
  health: { status: "ok", models: [] },
  voices: [],
  speech: { canClone: false, models: [] },
  connect: { origins: [], port: 8000, authority: null, certificate: null, wsl: null, isLocalOnly: true },
};

interface Answer {
  status: number | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** The real request handler in front of a fake pages' process, on a real port. */
async function open(options: { limits?: Partial<PagesLimits>; hungAfterMs?: number; unreadMs?: number } = {}) {
  const errors: string[] = [];
  const pages = createPages({
    entry: { path: join(import.meta.dirname, "testing/fake-pages.process"), execArgv: ["--import", "tsx"] },
    projectRoot,
    development: false,
    port: 0,
    maxResidentBytes: 1_000_000,
    onOutput: ({ stderr }) => stderr?.pipe(process.stderr, { end: false }),
    logger: { ...silentLogger, error: (event) => void errors.push(event) },
    restart: { ...defaultRestartPolicy, firstDelayMs: 1 },
    ...options,
  });
  const server = http.createServer(
    createRequestHandler({
      health: () => state.health,
      isAllowedHost: createHostCheck([]),
      https: false,
      metrics: { exposition: async () => "", contentType: "text/plain", authenticate: async () => null },
      pages: pages.handle,
      ...(options.unreadMs && { unreadAfterMs: options.unreadMs }),
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await pages.close();
  });
  const attempts: unknown[] = [];
  const allowData = () =>
    pages.allowData(
      {
        settings: {
          dataDir: "",
          databasePath: "",
          authSecret: "",
          loginLifetimeS: 1,
          logLevel: "info",
          alertLines: { vram: 0.9, diskWarnMib: 1 },
          limits: testLimits,
        },
        verbs: {
          async loginAttempt(attempt) {
            attempts.push(attempt);
            throw new AppError("rate_limited", "Too many.", { retryAfterS: 7 });
          },
          loginSucceeded: async () => undefined,
          serveCertificate: async () => null,
          endVoice: async () => ({ replies: 0 }),
          askToLeave: async () => undefined,
          endSession: async () => undefined,
          controlModel: async () => undefined,
          alertsNow: async () => ({ open: [], pending: [] }),
          voiceChanged: async () => undefined,
          conversationDeleted: async () => undefined,
          voiceSample: async () => "UklGRg==",
          lexiconSample: async () => "UklGRg==",
          checkServer: async () => ({ answers: true, model: "m" }),
          personaTrial: async () => ({ reply: "Yes.", is_cut: false }),
          runModels: async () => ({ store: [], same_server: [], system_prompts: { en: "", "zh-TW": "" } }),
        },
      },
      state,
    );

  function ask(path: string, init: http.RequestOptions & { body?: string | Buffer } = {}) {
    const { body, ...rest } = init;
    const request = http.request({ host: "127.0.0.1", port, path, agent: false, ...rest });
    const answer = (async (): Promise<Answer> => {
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      let text = "";
      for await (const piece of response) text += piece;
      return { status: response.statusCode, headers: response.headers, body: text };
    })();
    answer.catch(() => undefined);
    request.end(body);
    return { request, answer };
  }
  const get = (path: string, headers: http.OutgoingHttpHeaders = {}, localAddress = "127.0.0.1") =>
    ask(path, { headers, localAddress }).answer;
  const seen = async () => JSON.parse((await get("/seen")).body);
  const connections = () => promisify(server.getConnections.bind(server))();
  return { pages, port, ask, get, seen, allowData, attempts, errors, connections };
}

async function running(options: Parameters<typeof open>[0] = {}) {
  const server = await open(options);
  server.allowData();
  await server.pages.ready;
  return server;
}

test("requests and answers pass unchanged, except for hop-by-hop and internal headers", async () => {
  const { ask } = await running();
  const { status, headers, body } = await ask("/api/teapot?x=1", {
    method: "POST",
    body: "tea",
    headers: {
      host: "localhost",
      "transfer-encoding": "chunked",
      connection: "close, x-hop",
      "x-hop": "1",
      "x-kept": "2",
      "x-avatar-request-number": "77",
      "x-forwarded-for": "9.9.9.9",
    },
  }).answer;
  expect(status).toBe(418);
  expect(headers).toMatchObject({ "set-cookie": ["a=1", "b=2"], "x-own": "yes", "x-frame-options": "DENY" });
  const asked = JSON.parse(body);
  expect(asked).toMatchObject({ method: "POST", body: "tea" });
  expect(asked.headers).toMatchObject({ host: "localhost", "x-kept": "2", "content-length": "3" });
  expect(asked.headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
  expect(asked.headers["x-hop"]).toBeUndefined();
  expect(asked.headers["x-avatar-request-number"]).toBe("1");
});

test("before the process is ready a browser gets a page and a program the error body, both with Retry-After", async () => {
  const { get, allowData, pages } = await open();
  const page = await get("/login", { accept: "text/html" });
  expect([page.status, page.headers["retry-after"], page.headers.refresh]).toEqual([503, "1", "1"]);
  const rest = await get("/api/conversations");
  expect([rest.status, rest.headers["retry-after"]]).toEqual([503, "1"]);
  expect(JSON.parse(rest.body).error.code).toBe("pages_unavailable");
  expect((await get("/health")).status).toBe(200);
  allowData();
  await pages.ready;
  expect((await get("/login")).status).toBe(200);
});

test("the number of running and waiting requests is bounded, and /health never waits", async () => {
  const { get, seen, pages, ask } = await running({ limits: { slots: 2, maxWaiting: 2 } });
  const held = ["/hold1", "/hold2", "/hold3", "/hold4"].map((path) => ask(path));
  await vi.waitFor(() => expect(pages.metrics().requests).toEqual({ running: 2, waiting: 2 }));
  const refused = await get("/five");
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "2"]);
  expect(JSON.parse(refused.body).error.code).toBe("pages_unavailable");
  expect((await get("/health")).status).toBe(200);
  expect(pages.metrics().rejected).toBe(1);
  // A request of another address replaces one of the address with the most.
  const release = ask("/release", { localAddress: "127.0.0.2" });
  expect((await held[3]?.answer)?.status).toBe(503);
  // When both slots become free, the address that has waited longer is served first.
  for (const { request } of held.slice(0, 2)) request.destroy();
  expect((await release.answer).status).toBe(200);
  expect((await seen()).begun).toEqual(["/hold1", "/hold2", "/hold3", "/release", "/seen"]);
});

test("a disconnected client leaves the queue, and running work for it is aborted", async () => {
  const { ask, seen, pages, get } = await running({ limits: { slots: 1, maxWaiting: 5 } });
  const first = ask("/hold-first");
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(1));
  const second = ask("/hold-second");
  await vi.waitFor(() => expect(pages.metrics().requests.waiting).toBe(1));
  second.request.destroy();
  await vi.waitFor(() => expect(pages.metrics().requests.waiting).toBe(0));
  first.request.destroy();
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(0));
  const { begun, closed } = await seen();
  expect(begun).toEqual(["/hold-first", "/seen"]);
  expect(closed).toEqual(["/hold-first"]);
  expect((await get("/x")).status).toBe(200);
});

test("a request that waits too long is answered 503", async () => {
  const { ask, get, pages } = await running({ limits: { slots: 1, maxWaitMs: 50 } });
  ask("/hold");
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(1));
  expect((await get("/late")).status).toBe(503);
  expect(pages.metrics().requests.waiting).toBe(0);
});

test("a client that reads slowly holds no slot, and is disconnected when it stops reading", async () => {
  const { port, get, connections } = await running({ limits: { slots: 1 }, unreadMs: 500 });
  const slow = net.connect(port, "127.0.0.1");
  slow.on("error", () => undefined);
  slow.pause();
  const closed = once(slow, "close");
  slow.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // The only slot is free again although the answer is far from complete.
  expect((await get("/quick")).status).toBe(200);
  // The fast client's connection closes by itself; the slow client has read nothing so far.
  await vi.waitFor(async () => expect(await connections()).toBe(0), 20_000);
  slow.resume();
  await closed;
});

test("beyond the limit of slow clients, the one that has been slow for longest is disconnected", async () => {
  const { port, pages } = await running({ limits: { maxSlowClients: 1 } });
  const open = () => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => undefined).pause();
    socket.write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return socket;
  };
  const first = open();
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(1));
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(0), 5_000);
  const second = open();
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(1));
  const closed = once(first, "close");
  first.resume();
  await closed;
  second.destroy();
});

test("pipelined requests are answered one at a time and in order; too many of them close the connection", async () => {
  const { port, pages } = await running({ limits: { slots: 2 } });
  const polite = net.connect(port, "127.0.0.1");
  let text = "";
  polite.on("data", (piece) => {
    text += piece;
  });
  const most = { running: 0 };
  const watch = setInterval(() => {
    const { running, waiting } = pages.metrics().requests;
    most.running = Math.max(most.running, running + waiting);
  }, 1);
  polite.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));
  await vi.waitFor(() => expect(text.match(/HTTP\/1.1 200/g)).toHaveLength(20), 20_000);
  clearInterval(watch);
  // The answer is complete here before the process has reported `handled`.
  expect(most.running).toBeLessThanOrEqual(2);
  polite.destroy();
  const rude = net.connect(port, "127.0.0.1");
  const closed = once(rude, "close");
  rude.on("error", () => undefined).resume();
  rude.write("GET /hold HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200));
  await closed;
});

test("a body over the limit is refused by its length, or without one as soon as it exceeds the limit", async () => {
  const { ask, seen } = await running();
  const declared = ask("/api/upload", { method: "POST", headers: { "content-length": 2_000_000 } });
  const answer = await declared.answer;
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body).error.code).toBe("message_too_large");
  const chunked = ask("/api/upload", { method: "POST", headers: { "transfer-encoding": "chunked" } });
  chunked.request.on("error", () => undefined);
  expect((await ask("/api/upload", { method: "POST", body: Buffer.alloc(1_048_576) }).answer).status).toBe(200);
  expect((await seen()).begun).toEqual(["/upload", "/upload", "/seen"]);
});

test("a body that turns out too large gets an answer before its connection is closed", async () => {
  const { ask } = await running();
  const body = Buffer.alloc(1_200_000);
  const chunked = ask("/api/upload", { method: "POST", headers: { "transfer-encoding": "chunked" }, body });
  chunked.request.on("error", () => undefined);
  const answer = await chunked.answer;
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body).error.code).toBe("message_too_large");
});

test.each([
  ["that names our headers as its connection's own", { connection: "host, x-forwarded-for, x-request-id" }],
  ["whose headers are too many for the process", { "x-many": "x".repeat(16_000) }],
])("a request %s holds no slot, and ends no process", { timeout: restartMs }, async (_, headers) => {
  const { ask, get, seen, pages, errors } = await running();
  const { pid } = await seen();
  for (let request = 0; request < 4; request++) await ask("/x", { headers }).answer;
  await vi.waitFor(() => expect(pages.metrics().requests).toEqual({ running: 0, waiting: 0 }), 10_000);
  expect((await get("/x")).status).toBe(200);
  expect((await seen()).pid).toBe(pid);
  expect(errors).toEqual([]);
});

test("a client can't remove our headers by naming them in Connection", async () => {
  const { ask } = await running();
  const { body } = await ask("/x", { headers: { connection: "x-forwarded-for, host, x-own", "x-own": "1" } }).answer;
  const { headers } = JSON.parse(body);
  expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", host: expect.stringContaining("127.0.0.1") });
  expect(headers).not.toHaveProperty("x-own");
});

test("an error of a main-process verb reaches the pages' process unchanged", async () => {
  const { get, attempts } = await running();
  const answer = await get("/login-attempt");
  expect(JSON.parse(answer.body)).toEqual({ code: "rate_limited", retryAfterS: 7 });
  expect(attempts).toEqual([{ username: "ann", address: "1.2.3.4" }]);
});

test("state is pushed when it changes", async () => {
  const { pages, seen } = await running();
  pages.publish({ ...state, health: { status: "down", models: [] } });
  await vi.waitFor(async () => expect((await seen()).state.health.status).toBe("down"));
});

test("a crash of the process fails its requests, and it is started again", { timeout: 2 * restartMs }, async () => {
  const { get, seen, pages, errors } = await running();
  const before = await seen();
  expect((await get("/crash")).status).toBe(503);
  await vi.waitFor(async () => expect((await get("/x")).status).toBe(200), restartMs);
  expect((await seen()).pid).not.toBe(before.pid);
  expect(errors).toEqual(["pages_process_ended"]);
  expect(pages.metrics().restarts.crash).toBe(1);
});

test("once it has answered, the process gives way to the voices", async () => {
  const { get, seen } = await running();
  await get("/x");
  const { pid } = await seen();
  await vi.waitFor(() => expect(getPriority(pid)).toBeGreaterThanOrEqual(10));
});

test("a process that has grown too large is replaced without cutting a request", {
  timeout: 2 * restartMs,
}, async () => {
  const { ask, get, seen, pages } = await running({ limits: { slots: 3 } });
  const { pid } = await seen();
  const long = ask("/hold-long");
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(1));
  await get("/memory=2000000");
  await vi.waitFor(async () => expect((await seen()).pid).not.toBe(pid), restartMs);
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  await vi.waitFor(() => expect(pages.metrics().requests.running).toBe(1));
  expect(pages.metrics().restarts).toEqual({ memory: 1, crash: 0 });
  // The old process ends after the request that it still works on.
  long.request.destroy();
  await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), 5_000);
});

test("after too many failed starts `ready` rejects, however long each start takes", {
  timeout: restartMs,
}, async () => {
  const realNow = performance.now.bind(performance);
  let startsMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => realNow() + startsMs);
  onTestFinished(() => void vi.restoreAllMocks());
  const processes = runPagesProcesses({
    entry: { path: join(import.meta.dirname, "testing/no-such.process.ts"), execArgv: [] },
    projectRoot,
    development: false,
    port: 0,
    maxResidentBytes: 1_000_000,
    onOutput: () => undefined,
    logger: {
      ...silentLogger,
      error() {
        startsMs += 2 * 60_000;
      },
    },
    restart: { ...defaultRestartPolicy, firstDelayMs: 1, maxFailures: 3 },
  });
  onTestFinished(() => processes.close());
  await expect(processes.ready).rejects.toThrow("could not be started: exit code 1");
});

test("a process that hangs is killed and started again", { timeout: 2 * restartMs }, async () => {
  const { ask, seen, errors } = await running({ hungAfterMs: 1_000 });
  const { pid } = await seen();
  const { request } = ask("/hang");
  await once(request, "response");
  request.destroy();
  await vi.waitFor(() => expect(errors).toEqual(["pages_process_ended"]), 10_000);
  await vi.waitFor(async () => expect((await seen()).pid).not.toBe(pid), restartMs);
});

test("a request that is never handled frees its slot, and the process lives", async () => {
  const { ask, seen, errors } = await running({ hungAfterMs: 1_000 });
  const { pid } = await seen();
  const { request } = ask("/never-handled");
  await vi.waitFor(async () => expect((await seen()).begun).toContain("/never-handled"));
  request.destroy();
  // It takes the other of the two slots, so only a freed one can answer what is asked next.
  ask("/hold");
  expect((await seen()).pid).toBe(pid);
  expect(errors).toEqual([]);
});

test("closing ends the process and removes its socket", async () => {
  const { pages, seen } = await running();
  const { pid } = await seen();
  const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`avatar-pages-${process.pid}-`));
  expect(folders()).not.toEqual([]);
  await pages.close();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  expect(folders().map((name) => dirname(join(tmpdir(), name, "s")))).toEqual([]);
});
