import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type StandIns, startStandIns } from "./start-stand-ins";

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());
beforeEach(async () => {
  for (const each of [standIns.stt, standIns.llm, standIns.tts]) await each.forgetCalls();
});

/** A 16-bit mono WAV of a constant level. */
function wave(durationMs: number, level: number, sampleRateHz = 16_000): Blob {
  const samples = (durationMs * sampleRateHz) / 1_000;
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write("RIFF", 0);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index++) bytes.writeInt16LE(level, 44 + index * 2);
  return new Blob([bytes], { type: "audio/wav" });
}

function form(file: Blob): FormData {
  const data = new FormData();
  data.set("file", file, "speech.wav");
  data.set("model", "m");
  data.set("language", "en");
  return data;
}

const post = (url: string, body: unknown) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const chat = { model: "m", stream: true, messages: [{ role: "user", content: "Hello there." }] };

test("speech to text tells the length of the sound, and hears nothing in silence", async () => {
  const transcribe = async (file: Blob) => {
    const response = await fetch(`${standIns.stt.url}/audio/transcriptions`, { method: "POST", body: form(file) });
    return (await response.json()) as unknown;
  };
  expect(await transcribe(wave(1_250, 3_000))).toEqual({ text: "I heard 1250 milliseconds of speech." });
  expect(await transcribe(wave(1_250, 0))).toEqual({ text: "" });
  const calls = await standIns.stt.waitForCalls(2, "ended");
  expect(calls.map((call) => [call.audioDurationMs, call.fields.language, call.outcome])).toEqual([
    [1_250, "en", "completed"],
    [1_250, "en", "completed"],
  ]);
});

test("the language model streams an echo, and stops at max_tokens with reason length", async () => {
  const stream = async (extra: object) =>
    (await post(`${standIns.llm.url}/chat/completions`, { ...chat, ...extra })).text();
  const contents = (events: string) => [...events.matchAll(/"content":"([^"]*)"/g)].map((match) => match[1]).join("");
  const whole = await stream({});
  expect(contents(whole)).toBe("You said Hello there. What else can I do?");
  expect(whole.endsWith("data: [DONE]\n\n")).toBe(true);
  const short = await stream({ max_tokens: 2 });
  expect(contents(short)).toBe("You said");
  expect(short).toContain('"finish_reason":"length"');
});

test("speech is as long as the text", async () => {
  const response = await post(`${standIns.tts.url}/audio/speech`, { model: "m", input: "0123456789", voice: "v" });
  expect((await response.arrayBuffer()).byteLength).toBe(0.6 * 24_000 * 2);
});

test("a scripted fault applies to one call, and the next one works; an abort is recorded", async () => {
  await standIns.llm.configure({ faults: [{ kind: "status", status: 503 }, { kind: "hang" }] });
  expect((await post(`${standIns.llm.url}/chat/completions`, chat)).status).toBe(503);
  const abort = new AbortController();
  const hanging = fetch(`${standIns.llm.url}/chat/completions`, {
    method: "POST",
    body: JSON.stringify(chat),
    signal: abort.signal,
  });
  const gone = expect(hanging).rejects.toThrow("aborted");
  await standIns.llm.waitForCalls(2);
  abort.abort();
  await gone;
  expect((await standIns.llm.waitForCalls(2, "ended")).map((call) => call.outcome)).toEqual(["faulted", "aborted"]);
  expect((await post(`${standIns.llm.url}/chat/completions`, chat)).status).toBe(200);
});

test("a killed stand-in refuses connections until it is started again on its port", async () => {
  await standIns.tts.kill();
  await expect(fetch(`${standIns.tts.url}/models`)).rejects.toThrow();
  await standIns.tts.restart();
  expect((await fetch(`${standIns.tts.url}/models`)).status).toBe(200);
});
