import { afterAll, beforeAll, expect, it } from "vitest";
import { type ModelRole, modelRoles } from "../../../../lib/models";
import { modelStatus } from "../../../../lib/testing/model-status";
import { type StandIns, startStandIns } from "../../../inference/engines/testing/start-stand-ins";
import { serverInUseFinding, triedServerFinding } from "./servers";

const signal = new AbortController().signal;
const key = "sk-very-secret";
let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());

const findingFor = (role: ModelRole, model: string | null = null) =>
  triedServerFinding(role, { url: standIns[role].url, model, apiKey: key }, signal);

it("makes three real calls to each server and reports their median", async () => {
  for (const role of modelRoles) {
    await standIns[role].forgetCalls();
    const finding = await findingFor(role);
    expect(finding, finding.message).toMatchObject({ level: "ok" });
    expect(finding.message).toMatch(/ after \d+ ms \(median of 3\)$/);
    expect(await standIns[role].waitForCalls(3)).toHaveLength(3);
  }
});

it("warns when a server is slower than the target", async () => {
  await standIns.stt.configure({ firstLatencyMs: 650 });
  expect(await findingFor("stt")).toMatchObject({
    level: "warning",
    message: expect.stringContaining("the target is 600 ms"),
  });
  await standIns.stt.configure({ firstLatencyMs: 0 });
});

it("does not try a speech server that speaks in cloned voices only, and says so", async () => {
  await standIns.tts.configure({ dialect: "vllm-omni", models: ["Qwen/Qwen3-TTS-12Hz-1.7B-Base"] });
  await standIns.tts.forgetCalls();
  expect(await findingFor("tts")).toMatchObject({
    level: "ok",
    message: expect.stringContaining("cloned voices only"),
  });
  expect(await standIns.tts.calls()).toEqual([]);
  await standIns.tts.configure({ dialect: "plain", models: ["stand-in-tts"] });
});

it("fails with the reason, and never shows the key", async () => {
  await standIns.llm.configure({ dialect: "vllm" });
  const lacking = await findingFor("llm", "no-such-model");
  expect(lacking).toMatchObject({ level: "failed", message: expect.stringContaining("no-such-model") });
  await standIns.tts.kill();
  const gone = await findingFor("tts");
  expect(gone).toMatchObject({ level: "failed", message: expect.stringContaining("Nothing answers") });
  expect(JSON.stringify([lacking, gone])).not.toContain(key);
});

it("does not ask a server that a running AVATAR finds ready, but asks one that it finds down", () => {
  const server = { url: "http://gpu-box:8000/v1", model: null, apiKey: key };
  const running = (state: "ready" | "failed", kind: "remote" | "embedded" = "remote") =>
    serverInUseFinding("llm", server, {
      status: "ok",
      models: [modelStatus({ role: "llm", kind, state, name: "qwen" })],
    });
  expect(running("ready")).toMatchObject({ level: "ok", message: expect.stringContaining('model "qwen" ready') });
  expect(running("failed")).toBeNull();
  expect(running("ready", "embedded")).toBeNull();
  expect(serverInUseFinding("llm", server, null)).toBeNull();
});
