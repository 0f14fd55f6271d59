import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ModelStatus } from "../../../../lib/models";
import { silentLogger } from "../../../platform/observability/logger";
import type { Engine, GenerateRequest } from "../../contract";
import { collect, live, textOf, tone } from "../testing/calls";
import { type Fault, type StandIns, startStandIns } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());

const probeDelays = { wellMs: 50, retry: { firstMs: 20, maxMs: 50 } };
const at = (url: string, over = {}) => ({ url, model: null, apiKey: null, probeDelays, ...over });
let open: Engine[] = [];
const keep = <E extends Engine>(engine: E): E => {
  open.push(engine);
  return engine;
};
beforeEach(async () => {
  for (const standIn of [standIns.stt, standIns.llm, standIns.tts]) {
    await standIn.configure({
      answers: [],
      answer: null,
      faults: [],
      fault: null,
      reasoning: null,
      ignoresMaxTokens: false,
      stepLatencyMs: 0,
      dialect: "plain",
    });
    await standIn.forgetCalls();
  }
});
afterEach(async () => {
  for (const engine of open) await engine.close();
  open = [];
});

const request: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 50 };
const stt = () => keep(createRemoteStt(at(standIns.stt.url), silentLogger));
const llm = (over = {}) => keep(createRemoteLlm(at(standIns.llm.url, over), silentLogger));
const tts = () => keep(createRemoteTts(at(standIns.tts.url), silentLogger));
const transcribe = (language: "en" | "zh-TW" = "en") => collect(stt().transcribe({ audio: tone, language }, live()));
const generate = (over = {}, maxTokens = 50) =>
  collect(llm(over).generate({ messages: [{ role: "user", content: "你好嗎" }], language: "en", maxTokens }, live()));
const speech = {
  text: "Good morning.",
  language: "en",
  mode: "fast",
  voice: { kind: "builtin", name: "alloy" },
} as const;
async function speak(): Promise<Int16Array[]> {
  return collect(tts().synthesize(speech, live()));
}
const total = (chunks: Int16Array[]) => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

const everyCall: [name: string, fault: Fault, code: string][] = [
  ["401", { kind: "status", status: 401, body: { error: "Unauthorized" } }, "model_unavailable"],
  ["404", { kind: "status", status: 404 }, "model_unavailable"],
  ["429", { kind: "status", status: 429 }, "model_unavailable"],
  ["503", { kind: "status", status: 503 }, "model_unavailable"],
  ["504", { kind: "status", status: 504 }, "model_timeout"],
];
const failures: [name: string, fault: Fault][] = [
  ["400 as text", { kind: "status", status: 400, body: "Invalid request" }],
  ["500", { kind: "status", status: 500 }],
  ["a web page", { kind: "html" }],
  ["nothing", { kind: "empty" }],
  ["a cut connection", { kind: "cut" }],
  ["an error behind a 200", { kind: "stream_error" }],
];

test.each(everyCall)("%s has its own code in every engine", async (_, fault, code) => {
  for (const standIn of [standIns.stt, standIns.llm, standIns.tts]) await standIn.configure({ fault });
  await expect(transcribe()).rejects.toMatchObject({ code });
  await expect(generate()).rejects.toMatchObject({ code });
  await expect(speak()).rejects.toMatchObject({ code });
});

test.each(failures)("%s fails with the code of the engine's role", async (_, fault) => {
  for (const standIn of [standIns.stt, standIns.llm, standIns.tts]) await standIn.configure({ fault });
  await expect(transcribe()).rejects.toMatchObject({ code: "stt_failed" });
  await expect(generate()).rejects.toMatchObject({ code: "llm_failed" });
  await expect(speak()).rejects.toMatchObject({ code: "tts_failed" });
});

test("a broken connection or an error in the middle of a reply: what came before is kept, then the call fails", async () => {
  for (const kind of ["cut", "stream_error"] as const) {
    await standIns.llm.configure({ fault: { kind, afterChunks: 3 }, stepLatencyMs: 20 });
    const seen: string[] = [];
    const read = async () => {
      for await (const event of llm().generate(request, live())) seen.push(event.type);
    };
    await expect(read()).rejects.toMatchObject({ code: "llm_failed" });
    // What was sent just before the connection broke may be lost with it.
    expect(seen[0]).toBe("token");
    expect(seen).not.toContain("done");
  }
});

test.each([1, 3, 7])(
  "pieces of %i bytes, through the middle of characters and samples, change nothing",
  async (bytes) => {
    const whole = total(await speak());
    const fault = { kind: "split", bytes } as const;
    await standIns.llm.configure({ fault });
    await standIns.tts.configure({ fault });
    expect(textOf(await generate())).toBe("你说的是你好嗎。还想知道什么？");
    const chunks = await speak();
    expect(total(chunks)).toBe(whole);
    expect(chunks.slice(0, -1).every((chunk) => chunk.length >= 480)).toBe(true);
  },
);

test("half a sample at the end is dropped", async () => {
  const whole = total(await speak());
  await standIns.tts.configure({ fault: { kind: "drop_last_byte" } });
  expect(total(await speak())).toBe(whole - 1);
});

test("the stream of a server that ignores max_tokens is left at the limit", async () => {
  await standIns.llm.configure({ ignoresMaxTokens: true, answer: "one two three four five" });
  const events = await generate({}, 3);
  expect(textOf(events)).toBe("one two three");
  expect(events.at(-1)).toMatchObject({ type: "done", finishReason: "length" });
});

test("an endless answer fails, or is left at the reply's end", async () => {
  for (const standIn of [standIns.stt, standIns.llm, standIns.tts])
    await standIn.configure({ fault: { kind: "endless" } });
  await expect(transcribe()).rejects.toMatchObject({ code: "stt_failed" });
  await expect(speak()).rejects.toMatchObject({ code: "tts_failed" });
  expect(textOf(await generate())).toBe("你说的是你好嗎。还想知道什么？");
  const calls = [standIns.stt, standIns.llm, standIns.tts].map((standIn) => standIn.waitForCalls(1, "ended"));
  expect((await Promise.all(calls)).map(([call]) => call?.outcome)).toEqual(["aborted", "aborted", "aborted"]);
});

test("a transcript is well-formed text, even if the server sends half a character", async () => {
  await standIns.stt.configure({ answer: "a\uD800b 𠮷" });
  expect(await transcribe()).toEqual([{ text: "a\uFFFDb 𠮷", isFinal: true }]);
});

test("a model's thinking is not part of the reply", async () => {
  await standIns.llm.configure({ reasoning: "They greet me.", answer: "Hello." });
  expect(textOf(await generate())).toBe("Hello.");
});

test("the lines of a transcript are joined to one", async () => {
  await standIns.stt.configure({ answers: [" First part.\n And the second.\n", "第一段，\n第二段。"] });
  expect(await transcribe()).toEqual([{ text: "First part. And the second.", isFinal: true }]);
  expect(await transcribe("zh-TW")).toEqual([{ text: "第一段，第二段。", isFinal: true }]);
  await standIns.stt.configure({ answers: [" 我在用\n Visual Studio\n Code 寫\n程式\n"] });
  expect(await transcribe("zh-TW")).toEqual([{ text: "我在用Visual Studio Code 寫程式", isFinal: true }]);
});

test("the API key is sent when there is one, and no header without one", async () => {
  await generate();
  await generate({ apiKey: "secret" });
  expect((await standIns.llm.calls()).map((call) => call.authorization)).toEqual([null, "Bearer secret"]);
});

test("the error for a model that the server lacks names it and the models that it has", async () => {
  await standIns.llm.configure({ dialect: "vllm" });
  const engine = llm({ model: "other" });
  await expect(engine.start()).rejects.toMatchObject({ code: "model_unavailable" });
  expect(engine.models()[0]).toMatchObject({
    state: "failed",
    detail: expect.stringContaining("It serves: stand-in-llm."),
  });
});

test("the model of a server that dies is shown as failed with a reason, and as ready when the server is back", async () => {
  const engine = llm();
  await engine.start();
  const until = (state: ModelStatus["state"], detail = "") =>
    new Promise<ModelStatus>((resolve) => {
      const stop = engine.onStatus((status) => {
        if (status.state !== state || !(status.detail ?? "").includes(detail)) return;
        stop();
        resolve(status);
      });
    });
  // A probe that is under way when the server dies ends with a broken connection; the next one finds no server.
  const failed = until("failed", "Nothing answers at");
  await standIns.llm.kill();
  expect(await failed).toMatchObject({
    detail: expect.stringContaining("Nothing answers at"),
    detail_code: "server_unreachable",
    detail_values: { url: expect.stringMatching(/\/v1$/) },
  });
  await expect(collect(engine.generate(request, live()))).rejects.toMatchObject({
    code: "model_unavailable",
  });
  const ready = until("ready");
  await standIns.llm.restart();
  await ready;
  expect(textOf(await collect(engine.generate(request, live())))).toContain("Hi");
});
