import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { silentLogger } from "../../../platform/observability/logger";
import type { Engine, GenerateRequest } from "../../contract";
import { collect, live, never, textOf, tone } from "../testing/calls";
import { type StandIns, startStandIns } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";

/**
 * Servers without a list of models, or whose list lacks a name that they accept: what counts is whether a call works.
 */

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());
const roles = ["stt", "llm", "tts"] as const;
type Role = (typeof roles)[number];
beforeEach(async () => {
  for (const role of roles) {
    const models = [`stand-in-${role}`];
    await standIns[role].configure({ dialect: "vllm", models, aliases: [], listStatus: null, healthStatus: 200 });
    await standIns[role].forgetCalls();
  }
});
let open: Engine[] = [];
afterEach(async () => {
  for (const engine of open) await engine.close();
  open = [];
});

function engineOf(role: Role, model: string | null) {
  const probeDelays = { wellMs: 5, retry: { firstMs: 5, maxMs: 5 } };
  const options = { url: standIns[role].url, model, apiKey: null, probeDelays };
  const keep = <E extends Engine>(engine: E): E => {
    open.push(engine);
    return engine;
  };
  const signal = never();
  if (role === "stt") {
    const engine = keep(createRemoteStt(options, silentLogger));
    return { engine, call: () => collect(engine.transcribe({ audio: tone, language: "en" }, live(signal))) };
  }
  if (role === "llm") {
    const engine = keep(createRemoteLlm(options, silentLogger));
    const request: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 50 };
    return { engine, call: () => collect(engine.generate(request, live(signal))) };
  }
  const engine = keep(createRemoteTts(options, silentLogger));
  const voice = { kind: "builtin", name: "alloy" } as const;
  const request = { text: "Good morning.", language: "en", mode: "fast", voice } as const;
  return { engine, call: () => collect(engine.synthesize(request, live(signal))) };
}

describe.each(roles)("%s", (role) => {
  const own = `stand-in-${role}`;

  test.each([404, 405, 501])("no list (%i): a configured model is used, independent of /health", async (listStatus) => {
    await standIns[role].configure({ listStatus, healthStatus: 404 });
    const { engine, call } = engineOf(role, own);
    await engine.start();
    expect(engine.models()[0]).toMatchObject({ state: "ready", model: own, detail: null });
    expect((await call()).length).toBeGreaterThan(0);
    expect((await standIns[role].calls()).map(({ fields }) => fields.model)).toEqual([own, own]);
  });

  test("no list, and a name that the server refuses: the model is failed, with the variable to correct", async () => {
    await standIns[role].configure({ listStatus: 404 });
    const { engine } = engineOf(role, "other");
    await expect(engine.start()).rejects.toMatchObject({ code: "model_unavailable" });
    expect(engine.models()[0]).toMatchObject({
      state: "failed",
      detail_code: "server_lacks_model",
      detail: expect.stringContaining(`AVATAR_${role.toUpperCase()}_MODEL`),
    });
  });

  test("no list and no name: an error that says which variable to set", async () => {
    await standIns[role].configure({ listStatus: 404, healthStatus: 404 });
    const variable = `AVATAR_${role.toUpperCase()}_MODEL`;
    const { engine } = engineOf(role, null);
    await expect(engine.start()).rejects.toMatchObject({ message: expect.stringContaining(variable) });
    expect(engine.models()[0]).toMatchObject({ detail_code: "server_lists_nothing", detail_values: { variable } });
    // A healthy server may have only one model; if it needs a name after all, the error says so.
    await standIns[role].configure({ healthStatus: 200 });
    await expect(engineOf(role, null).call()).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining(variable),
    });
  });

  test("a name that is not listed is used if a call with it works, which is tried once", async () => {
    await standIns[role].configure({ aliases: ["latest"] });
    const { engine, call } = engineOf(role, "latest");
    await engine.start();
    expect(engine.models()[0]).toMatchObject({ state: "ready", model: "latest" });
    expect((await call()).length).toBeGreaterThan(0);
    expect((await call()).length).toBeGreaterThan(0);
    expect((await standIns[role].calls()).map(({ fields }) => fields.model)).toEqual(Array(3).fill("latest"));
  });

  test("a model that the server loses is failed, with the names that the server has; when it is back, it serves", async () => {
    await standIns[role].configure({ aliases: ["latest"] });
    const { engine, call } = engineOf(role, "latest");
    await engine.start();
    await standIns[role].configure({ aliases: [] });
    await expect(call()).rejects.toMatchObject({ code: "model_unavailable" });
    await expect
      .poll(() => engine.models()[0])
      .toMatchObject({ state: "failed", detail: expect.stringContaining(`It serves: ${own}.`) });
    await standIns[role].configure({ aliases: ["latest"] });
    await expect.poll(() => engine.models()[0]?.state).toBe("ready");
  });
});

test("a first call, which may load the model, may take longer than a list of models", async () => {
  await standIns.llm.configure({ listStatus: 404, firstLatencyMs: 300 });
  const options = { url: standIns.llm.url, model: "stand-in-llm", apiKey: null, timeLimitsMs: { probe: 200 } };
  const engine = createRemoteLlm(options, silentLogger);
  open.push(engine);
  const request: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 50 };
  expect(textOf(await collect(engine.generate(request, live())))).toContain("Hi");
  await standIns.llm.configure({ firstLatencyMs: 0 });
});
