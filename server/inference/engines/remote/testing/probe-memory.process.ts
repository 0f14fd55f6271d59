/**
 * Probes a model server again and again with one signal that lives as long as the process, as the server's own does,
 * and prints how much its heap has grown, KiB. `node --expose-gc --import tsx probe-memory.process.ts PROBES`
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { probeModelServer } from "../probe";

const probes = Number(process.argv[2]);
const warmUpProbes = 1_000;
const body = JSON.stringify({ data: [{ id: "m" }] });
const server = createServer((_, response) => response.end(body)).listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
const closing = new AbortController();
const tryModel = () => Promise.reject(new Error("No model was named."));
const options = {
  url,
  role: "llm",
  model: null,
  apiKey: null,
  timeoutMs: 60_000,
  tryModel,
  tryTimeoutMs: 60_000,
} as const;

function heapKiB(): number {
  if (!globalThis.gc) throw new Error("Run this with --expose-gc.");
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1_024;
}

async function probe(times: number): Promise<void> {
  for (let each = 0; each < times; each++) await probeModelServer(options, closing.signal);
}

await probe(warmUpProbes);
const before = heapKiB();
await probe(probes);
process.stdout.write(String(Math.round(heapKiB() - before)));
process.exit(0);
