import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { checkHealth, createQuietHealthCheck } from "./health-check";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function healthOf(listener: RequestListener, timeoutMs = 5_000) {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return checkHealth(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs);
}

const never = new AbortController().signal;
const well = { healthy: true, failed: false, progress: null, detail: null };
const nothing = { healthy: false, failed: false, progress: null, detail: null };

test("status 200 is healthy, with or without a body", async () => {
  expect(
    await healthOf((request, response) => response.writeHead(request.url === "/health" ? 200 : 404).end()),
  ).toEqual({
    healthy: true,
    failed: false,
    progress: null,
    detail: null,
  });
});

test.each([
  [
    "our workers' progress",
    503,
    '{"status":"loading","progress":0.5,"detail":"loading weights"}',
    0.5,
    "loading weights",
  ],
  ["an invalid progress", 503, '{"progress":7,"detail":"loading"}', null, "loading"],
  ["a body that is not JSON", 503, "loading", null, null],
  ["an empty body", 503, "", null, null],
  ["another status", 404, "Not Found", null, "GET /health answers 404"],
])("not healthy yet: %s", async (_, status, body, progress, detail) => {
  const outcome = await healthOf((_request, response) => response.writeHead(status).end(body));
  expect(outcome).toEqual({ healthy: false, failed: false, progress, detail });
});

test("a load that failed is reported with its reason", async () => {
  const body = '{"status":"failed","progress":null,"detail":"FileNotFoundError: vocab.txt is not in /models"}';
  expect(await healthOf((_request, response) => response.writeHead(503).end(body))).toEqual({
    ...nothing,
    failed: true,
    detail: "FileNotFoundError: vocab.txt is not in /models",
  });
});

test("an endless body is not read to its end", async () => {
  const outcome = await healthOf((_request, response) => {
    response.writeHead(503);
    const write = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
    };
    response.on("drain", write);
    write();
  });
  expect(outcome).toEqual(nothing);
});

test("a port on which nobody listens is not healthy", async () => {
  expect(await checkHealth("http://127.0.0.1:9", 5_000)).toEqual(nothing);
});

test("a server without an answer in time is not healthy", async () => {
  expect(await healthOf(() => undefined, 50)).toEqual({ ...nothing, detail: "no answer within 0.05 s" });
});

test("a busy server is judged by its calls; it is probed when it is idle or has been silent for too long", async () => {
  const counts = { inFlight: 0, answers: 0, cutOff: 0 };
  let atMs = 0;
  let probes = 0;
  const probe = async () => {
    probes += 1;
    return well;
  };
  const calls = {
    counts: () => ({ ...counts }),
    tryProbe: <T>(run: (signal: AbortSignal) => Promise<T>) => run(never),
  };
  const check = createQuietHealthCheck(calls, probe, { patienceMs: 100, now: () => atMs });
  const steps: [change: Partial<typeof counts>, atMs: number, outcome: object | null, probes: number][] = [
    [{}, 10, well, 1],
    [{ inFlight: 1 }, 20, null, 1],
    [{ answers: 3 }, 50, well, 1],
    [{ inFlight: 2, cutOff: 1 }, 60, { ...nothing, detail: "its calls get no answer" }, 1],
    [{}, 149, null, 1],
    [{}, 150, well, 2],
    [{ answers: 4 }, 160, well, 2],
    [{ inFlight: 0 }, 170, well, 3],
  ];
  for (const [change, time, outcome, probed] of steps) {
    Object.assign(counts, change);
    atMs = time;
    expect(await check()).toEqual(outcome);
    expect(probes).toBe(probed);
  }
});
