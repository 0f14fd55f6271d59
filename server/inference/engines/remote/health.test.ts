import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { silentLogger } from "../../../platform/observability/logger";
import { inState } from "../../attempt-status";
import type { HostStatus, ServerHost } from "../../contract";
import { type ModelHealth, watchModelServer } from "./health";

let answers: ServerResponse[];
let url: string;
let health: ModelHealth;
const server = createServer((_, response) => answers.push(response));

beforeEach(async () => {
  answers = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(async () => {
  health.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The host of a process whose state the test sets. */
function hostThatIs(state: HostStatus["state"]) {
  const listeners = new Set<() => void>();
  let status: HostStatus = { name: "m", licence: null, ...inState(state) };
  const host: ServerHost = {
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ensureReady: async () => undefined,
    ranOutOfMemory: () => undefined,
  };
  const become = (next: HostStatus["state"]) => {
    status = { ...status, state: next };
    for (const listener of listeners) listener();
  };
  return { host, become };
}

test("the outcome of a probe of an earlier process is not shown for the one that runs now", async () => {
  const { host, become } = hostThatIs("ready");
  const delays = { wellMs: 60_000, retry: { firstMs: 60_000, maxMs: 60_000 } };
  const asked = { url, apiKey: null, role: "llm", model: null, timeoutMs: 60_000, tryTimeoutMs: 60_000 } as const;
  const tryModel = () => Promise.reject(new Error("No model was named."));
  health = watchModelServer({ ...asked, tryModel, delays, host }, silentLogger);
  health.suspect(null);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  become("failed");
  become("ready");
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.end(JSON.stringify({ data: [{ id: "m" }] }));
  await vi.waitFor(() => expect(health.status().state).toBe("ready"));
  const changes: string[] = [];
  health.onStatus(({ state }) => changes.push(state));
  answers[0]?.writeHead(500).end();
  await vi.waitFor(() => expect(answers[0]?.closed).toBe(true));
  await health.ensureReady(new AbortController().signal, null);
  expect([health.status().state, ...changes]).toEqual(["ready"]);
});
