import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ModelStatus } from "../../../../lib/models";
import { silentLogger } from "../../../platform/observability/logger";
import type { Engine, GenerateRequest } from "../../contract";
import { collect, live, textOf } from "../testing/calls";
import { type StandIn, startStandIn } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";

/**
 * A server that breaks off its reply when another request comes, as llama.cpp's Python server does by default: none of
 * our probes may cost a reply.
 */

let server: StandIn;
beforeAll(async () => {
  server = await startStandIn("llm", { interruptsReplies: true, stepLatencyMs: 2 });
});
afterAll(() => server.close());
let open: Engine[] = [];
afterEach(async () => {
  for (const engine of open) await engine.close();
  open = [];
  await server.configure({ faults: [], stepLatencyMs: 2 });
  await server.forgetCalls();
});

const eager = { wellMs: 1, retry: { firstMs: 1, maxMs: 1 } };
const options = (over = {}) => ({ url: server.url, model: null, apiKey: null, probeDelays: eager, ...over });
const keep = <E extends Engine>(engine: E): E => {
  open.push(engine);
  return engine;
};
const answer = "One two three four five six seven eight nine ten.";
const request: GenerateRequest = { messages: [{ role: "user", content: "Count." }], language: "en", maxTokens: 50 };
const becomes = (engine: Engine, state: ModelStatus["state"]) =>
  new Promise<void>((resolve) => {
    const check = () => {
      if (engine.models()[0]?.state !== state) return;
      stop();
      resolve();
    };
    const stop = engine.onStatus(check);
    check();
  });

test("none of many replies is cut off by probes, of the same role or of others that share the server", async () => {
  await server.configure({ answer });
  const llm = keep(createRemoteLlm(options(), silentLogger));
  // The same server by another name of this machine.
  const elsewhere = server.url.replace("127.0.0.1", "localhost");
  const others = [
    keep(createRemoteTts(options(), silentLogger)),
    keep(createRemoteStt(options({ url: elsewhere }), silentLogger)),
  ];
  await Promise.all([llm, ...others].map((engine) => engine.start()));
  for (let reply = 0; reply < 50; reply++) {
    expect(textOf(await collect(llm.generate(request, live())))).toBe(answer);
    // Some replies begin in the middle of a probe, some between two.
    if (reply % 3 > 0) await new Promise((resolve) => setTimeout(resolve, reply % 7));
  }
  const calls = await server.waitForCalls(50, "ended");
  expect(calls.map(({ outcome }) => outcome)).toEqual(Array(50).fill("completed"));
});

test("a server whose calls fail while it may not be probed is failed, and its next answer makes it ready", async () => {
  const llm = keep(createRemoteLlm(options({ timeLimitsMs: { firstToken: 1_000 } }), silentLogger));
  await llm.start();
  await server.configure({ interruptsReplies: false, faults: [{ kind: "hang" }, { kind: "hang" }, { kind: "hang" }] });
  const patient = keep(createRemoteLlm(options(), silentLogger));
  await patient.start();
  const leave = new AbortController();
  const waiting = collect(patient.generate(request, live(leave.signal)));
  waiting.catch(() => undefined);
  await server.waitForCalls(1);
  await expect(collect(llm.generate(request, live()))).rejects.toMatchObject({ code: "model_timeout" });
  expect(llm.models()[0]).toMatchObject({ state: "failed", detail: expect.stringContaining("did not come within") });
  // It is not probed, but the call is made.
  await expect(collect(llm.generate(request, live()))).rejects.toMatchObject({ code: "model_timeout" });
  const ready = becomes(llm, "ready");
  await collect(llm.generate(request, live()));
  await ready;
  leave.abort();
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  await server.configure({ interruptsReplies: true });
});
