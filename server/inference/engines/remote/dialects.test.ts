import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { encodeWav } from "../../../../lib/audio/wav";
import { silentLogger } from "../../../platform/observability/logger";
import type { Engine, GenerateRequest, Reading, Urgency, Voice } from "../../contract";
import { collect, live, never, textOf, tone } from "../testing/calls";
import { type StandInBehaviour, type StandIns, startStandIns } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";

/** What only some servers do or are asked for. The stand-ins answer as the sources of each server show. */

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());
let open: Engine[] = [];
const keep = <E extends Engine>(engine: E): E => {
  open.push(engine);
  return engine;
};
const initial: Partial<StandInBehaviour> = {
  dialect: "plain",
  apiKey: null,
  healthStatus: 200,
  contextTokens: null,
  refusesPriority: false,
  answer: null,
  fault: null,
  faults: [],
  card: {},
};
beforeEach(async () => {
  for (const role of ["stt", "llm", "tts"] as const) {
    await standIns[role].configure({ ...initial, models: [`stand-in-${role}`] });
    await standIns[role].forgetCalls();
  }
});
afterEach(async () => {
  for (const engine of open) await engine.close();
  open = [];
});

const at = (role: "stt" | "llm" | "tts", over = {}) => ({
  url: standIns[role].url,
  model: null,
  apiKey: null,
  ...over,
});
const transcribe = (language: "en" | "zh-TW", over = {}) =>
  collect(keep(createRemoteStt(at("stt", over), silentLogger)).transcribe({ audio: tone, language }, live()));
const generate = (over: Partial<GenerateRequest> = {}, urgency: Urgency = "live") =>
  collect(
    keep(createRemoteLlm(at("llm"), silentLogger)).generate(
      { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 50, ...over },
      { signal: never(), urgency },
    ),
  );
const alloy: Voice = { kind: "builtin", name: "alloy" };
const cloned: Voice = {
  kind: "cloned",
  profileId: 7,
  referenceAudioPath: "7/reference.wav",
  referenceText: "As I speak.",
};
const speak = (voice: Voice, mode: "fast" | "hq", options = {}) =>
  collect(
    keep(createRemoteTts({ ...at("tts"), ...options }, silentLogger)).synthesize(
      { text: "Good morning.", language: "en", mode, voice },
      live(),
    ),
  );
const sayInMandarin = (text: string, readings: Reading[]) => {
  const request = { text, readings, language: "zh-TW", mode: "fast", voice: alloy } as const;
  return collect(keep(createRemoteTts(at("tts"), silentLogger)).synthesize(request, live()));
};
const fieldsOf = async (role: "stt" | "llm" | "tts") => (await standIns[role].calls()).map(({ fields }) => fields);

test("a voice that takes no readings is given characters that are read in no other way", async () => {
  await sayInMandarin("我很行", [{ hanzi: "行", syllables: ["ㄒㄧㄥˊ"] }]);
  expect(await fieldsOf("tts")).toMatchObject([{ input: "我很刑" }]);
});

describe("vLLM", () => {
  beforeEach(() => standIns.llm.configure({ dialect: "vllm", contextTokens: 100, answer: "Hello." }));

  test("gets a priority, a higher number for less urgent calls; no other server gets one", async () => {
    await generate();
    await generate({}, "waiting");
    await generate({}, "background");
    await standIns.llm.configure({ dialect: "plain" });
    await generate({}, "background");
    expect((await fieldsOf("llm")).map(({ priority }) => priority)).toEqual([0, 5, 10, undefined]);
  });

  test("without priority scheduling refuses a priority, and is asked again without one", async () => {
    await standIns.llm.configure({ refusesPriority: true });
    expect(textOf(await generate())).toBe("Hello.");
    expect(textOf(await generate({}, "background"))).toBe("Hello.");
    expect((await fieldsOf("llm")).map(({ priority }) => priority)).toEqual([0, 10, undefined]);
  });

  test("is told how to sample, and says how many tokens it read and wrote", async () => {
    const [last] = (await generate({ sampling: { temperature: 0, seed: 7 } })).slice(-1);
    expect(last).toEqual({ type: "done", finishReason: "stop", usage: { promptTokens: 1, completionTokens: 2 } });
    expect(await fieldsOf("llm")).toMatchObject([{ temperature: 0, seed: 7, stream_options: { include_usage: true } }]);
  });

  test.each([
    ["only the answer does not fit", 60, 60],
    ["the prompt alone does not fit", 200, 10],
  ])("a context overflow is recognised in both wordings: %s", async (_, words, maxTokens) => {
    const messages = [{ role: "user" as const, content: "word ".repeat(words) }];
    await expect(generate({ messages, maxTokens })).rejects.toMatchObject({ code: "context_overflow" });
  });

  test("states the length of its context", async () => {
    const engine = keep(createRemoteLlm(at("llm"), silentLogger));
    await engine.start();
    expect(engine.contextTokens()).toBe(100);
  });

  test("a 401 whose error is a string says that the key is wrong, before a call and in one", async () => {
    const engine = keep(createRemoteLlm(at("llm", { apiKey: "old" }), silentLogger));
    await standIns.llm.configure({ apiKey: "old" });
    await engine.start();
    await standIns.llm.configure({ apiKey: "new" });
    const request: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 5 };
    const refusal = { code: "model_unavailable", message: expect.stringContaining("refuses the API key") };
    await expect(collect(engine.generate(request, live()))).rejects.toMatchObject(refusal);
    await expect(generate()).rejects.toMatchObject(refusal);
  });

  test("a model that the server no longer has fails the call with a message that says so", async () => {
    const engine = keep(createRemoteLlm(at("llm"), silentLogger));
    await engine.start();
    await standIns.llm.configure({ models: ["another"] });
    const request: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 5 };
    await expect(collect(engine.generate(request, live()))).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("does not know the model"),
    });
  });
});

describe("Whisper servers", () => {
  test.each(["plain", "vllm", "speaches", "whisper.cpp", "worker"] as const)(
    "%s gets the language, and temperature 0 without fallback to higher ones",
    async (dialect) => {
      await standIns.stt.configure({ dialect });
      await transcribe("zh-TW");
      await transcribe("en");
      const wanted = { response_format: "json", temperature: "0", temperature_inc: "0" };
      expect(await fieldsOf("stt")).toMatchObject([
        { ...wanted, language: "zh" },
        { ...wanted, language: "en" },
      ]);
    },
  );

  test("Speaches: a model that is not installed is a 404 with `detail`; of several kinds of models the recogniser is used", async () => {
    await standIns.stt.configure({ dialect: "speaches", models: ["kokoro-82m", "whisper-small"] });
    await transcribe("en");
    expect((await fieldsOf("stt"))[0]?.model).toBe("whisper-small");
    await expect(transcribe("en", { model: "whisper-huge" })).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining('does not serve "whisper-huge". It serves: kokoro-82m, whisper-small.'),
    });
    await standIns.stt.configure({ models: ["kokoro-82m"] });
    await expect(transcribe("en")).rejects.toMatchObject({
      message: expect.stringContaining('does not serve "automatic-speech-recognition"'),
    });
  });

  test("whisper.cpp: no list of models, one line for each of its segments, errors in its own format", async () => {
    await standIns.stt.configure({
      dialect: "whisper.cpp",
      answers: ["One is here. Two is there.", "第一句。第二句。"],
    });
    expect(await transcribe("en")).toEqual([{ text: "One is here. Two is there.", isFinal: true }]);
    expect(await transcribe("zh-TW")).toEqual([{ text: "第一句。第二句。", isFinal: true }]);
    const failing = [400, 500, 503].map((status) => ({ kind: "status" as const, status }));
    await standIns.stt.configure({ faults: failing });
    await expect(transcribe("en")).rejects.toMatchObject({ code: "stt_failed" });
    await expect(transcribe("en")).rejects.toMatchObject({ code: "stt_failed" });
    // whisper.cpp answers 404 instead of every other error status.
    await expect(transcribe("en")).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("a minute of speech is far below vLLM's limit of 25 MB", async () => {
    const engine = keep(createRemoteStt(at("stt"), silentLogger));
    await collect(engine.transcribe({ audio: new Float32Array(60 * 16_000), language: "en" }, live()));
    expect((await standIns.stt.calls())[0]?.bodyBytes).toBeLessThan(2_000_000);
  });
});

test("a web page where the models should be listed says that the URL is wrong", async () => {
  const site = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>It works!</h1>");
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/v1`;
  const engine = keep(createRemoteLlm(at("llm", { url }), silentLogger));
  await expect(engine.start()).rejects.toMatchObject({ message: expect.stringContaining("is not a model server") });
  expect(engine.models()[0]).toMatchObject({ state: "failed", detail_code: "server_incompatible" });
  site.close();
});

describe("our workers", () => {
  test("count as loading until their health says that they are ready", async () => {
    await standIns.tts.configure({ dialect: "worker", healthStatus: 503 });
    const engine = keep(
      createRemoteTts({ ...at("tts"), probeDelays: { wellMs: 10, retry: { firstMs: 5, maxMs: 5 } } }, silentLogger),
    );
    await expect(engine.start()).rejects.toMatchObject({ code: "model_loading" });
    expect(engine.models()[0]).toMatchObject({ state: "loading", detail_code: "server_loading" });
    const ready = new Promise<void>((resolve) => {
      engine.onStatus(({ state }) => {
        if (state === "ready") resolve();
      });
    });
    await standIns.tts.configure({ healthStatus: 200 });
    await ready;
  });

  test("F5-TTS gets mode, steps and the voice to clone; other servers get none of them", async () => {
    await standIns.tts.configure({ dialect: "worker" });
    const steps = { fast: 12, hq: 32 };
    await speak(alloy, "fast", { steps });
    await speak(cloned, "hq", { steps });
    await speak(cloned, "fast");
    await standIns.tts.configure({ dialect: "plain" });
    await speak(alloy, "fast", { steps });
    const asked = { model: "stand-in-tts", input: "Good morning.", response_format: "pcm", stream_format: "audio" };
    const ofClone = { voice: "profile-7", ref_audio: "7/reference.wav", ref_text: "As I speak." };
    expect(await fieldsOf("tts")).toEqual([
      { ...asked, voice: "alloy", mode: "fast", nfe_step: 12 },
      { ...asked, ...ofClone, mode: "hq", nfe_step: 32 },
      { ...asked, ...ofClone, mode: "fast" },
      { ...asked, voice: "alloy" },
    ]);
  });

  test("a cloned voice on any other server fails with an explanation, without a call", async () => {
    await expect(speak(cloned, "hq")).rejects.toMatchObject({ code: "cloning_unavailable" });
    expect(await standIns.tts.calls()).toEqual([]);
  });

  test("a worker that was started by hand states the licence of its weights", async () => {
    await standIns.tts.configure({ dialect: "worker" });
    const engine = keep(createRemoteTts(at("tts"), silentLogger));
    await engine.start();
    expect(engine.models()[0]?.licence).toBe("CC-BY-NC-4.0");
  });

  test("F5-TTS is told to forget a voice that has ended", async () => {
    await standIns.tts.configure({ dialect: "worker" });
    const engine = keep(createRemoteTts(at("tts"), silentLogger));
    await collect(engine.synthesize({ text: "Good morning.", language: "en", mode: "fast", voice: cloned }, live()));
    expect(await standIns.tts.references()).toContain("7/reference.wav");
    await engine.forgetVoice?.({ profileId: 7, referenceAudioPath: "7/reference.wav" });
    expect(await standIns.tts.references()).not.toContain("7/reference.wav");
  });

  test.each([
    ["ref_audio_not_found", "not there any more"],
    ["ref_audio_silent", "hears nothing"],
    ["ref_text_mismatch", "Correct it"],
    ["voice_missing", "no voice of its own"],
  ])("%s is the voice's own failure, and says nothing about the server", async (code, words) => {
    const body = { error: { message: "…", type: "invalid_request_error", code } };
    await standIns.tts.configure({ dialect: "worker", faults: [{ kind: "status", status: 400, body }] });
    const engine = keep(createRemoteTts(at("tts"), silentLogger));
    const request = { text: "Good morning.", language: "en", mode: "fast", voice: cloned } as const;
    await expect(collect(engine.synthesize(request, live()))).rejects.toMatchObject({
      code: "voice_refused",
      message: expect.stringContaining(words),
    });
    expect(engine.models()[0]?.state).toBe("ready");
  });

  test("a 400 for the text is the text's failure", async () => {
    const body = { error: { message: "'input' has nothing to say in it.", code: "input_empty" } };
    await standIns.tts.configure({ dialect: "worker", faults: [{ kind: "status", status: 400, body }] });
    await expect(speak(cloned, "hq")).rejects.toMatchObject({ code: "tts_failed" });
  });
});

describe("vLLM-Omni", () => {
  const models = {
    qwen: "Qwen/Qwen3-TTS-12Hz-1.7B-Base",
    customVoice: "Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice",
    cosyVoice: "FunAudioLLM/Fun-CosyVoice3-0.5B-2512",
    voxCpm: "openbmb/VoxCPM2",
  };
  const serve = (model: string) => standIns.tts.configure({ dialect: "vllm-omni", models: [model] });
  const referenceOf = (seconds: number): Voice => {
    const path = join(folder, `${seconds}.wav`);
    writeFileSync(path, encodeWav(new Int16Array(24_000 * seconds).fill(1_000), 24_000));
    return { kind: "cloned", profileId: 7, referenceAudioPath: path, referenceText: "As I speak." };
  };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "avatar-reference-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([models.qwen, models.cosyVoice, models.voxCpm])(
    "%s gets the recording itself, with its text",
    async (model) => {
      await serve(model);
      const voice = referenceOf(6);
      const [first] = await speak(voice, "hq");
      expect(first?.length).toBeGreaterThan(0);
      const [fields] = await fieldsOf("tts");
      expect(fields).toEqual({
        model,
        input: "Good morning.",
        response_format: "wav",
        stream_format: "audio",
        task_type: "Base",
        ref_audio: expect.stringMatching(/^data:audio\/wav;base64,UklGR/),
        ref_text: "As I speak.",
      });
    },
  );

  test("sound of 48 kHz, which VoxCPM2 makes, comes at our own rate", async () => {
    await serve(models.voxCpm);
    const chunks = await speak(referenceOf(6), "hq");
    const seconds = chunks.reduce((sum, chunk) => sum + chunk.length, 0) / 24_000;
    expect(seconds).toBeCloseTo(13 * 0.06, 1);
  });

  test("another pace is asked for without streaming, which has none", async () => {
    await serve(models.qwen);
    const engine = keep(createRemoteTts(at("tts"), silentLogger));
    const request = { text: "Good morning.", language: "en", mode: "hq", voice: referenceOf(6), speed: 1.25 } as const;
    await collect(engine.synthesize(request, live()));
    const [fields] = await fieldsOf("tts");
    expect(fields).toMatchObject({ speed: 1.25 });
    expect(fields).not.toHaveProperty("stream_format");
  });

  test("which checkpoints clone, and which voices they have of their own", async () => {
    const found = async (model: string) => {
      await serve(model);
      const engine = keep(createRemoteTts(at("tts"), silentLogger));
      await engine.start();
      return { clones: engine.canClone(), voices: [...new Set(engine.voices().map(({ label }) => label))] };
    };
    expect(await found(models.qwen)).toEqual({ clones: true, voices: [] });
    expect(await found(models.cosyVoice)).toEqual({ clones: true, voices: [] });
    expect(await found(models.voxCpm)).toEqual({ clones: true, voices: ["Default"] });
    const own = await found(models.customVoice);
    expect(own.clones).toBe(false);
    expect(own.voices).toContain("Uncle fu");
    await expect(speak(cloned, "hq")).rejects.toMatchObject({ code: "cloning_unavailable" });
  });

  test("a model without voices of its own refuses one, without a call", async () => {
    await serve(models.qwen);
    await expect(speak(alloy, "hq")).rejects.toMatchObject({ code: "voice_refused" });
    expect(await standIns.tts.calls()).toEqual([]);
  });

  test("what it refuses of a voice is the voice's own failure", async () => {
    await serve(models.qwen);
    const refused = (words: string) => ({ code: "voice_refused", message: expect.stringContaining(words) });
    await expect(speak(referenceOf(0.5), "hq")).rejects.toMatchObject(refused("too short or too long"));
    await expect(speak(referenceOf(31), "hq")).rejects.toMatchObject(refused("too short or too long"));
    const gone: Voice = { ...cloned, referenceAudioPath: join(folder, "gone.wav") };
    await expect(speak(gone, "hq")).rejects.toMatchObject(refused("not there"));
    await serve(models.voxCpm);
    await expect(speak({ kind: "builtin", name: "vivian" }, "hq")).rejects.toMatchObject(
      refused("no voice of that name"),
    );
    const failed = { error: { message: "Speech generation failed: CUDA error", type: "BadRequestError", code: 400 } };
    await standIns.tts.configure({ faults: [{ kind: "status", status: 400, body: failed }] });
    await expect(speak(referenceOf(6), "hq")).rejects.toMatchObject({ code: "tts_failed" });
  });

  test("another speech server may declare that it takes a reference, and the licence of its model", async () => {
    await standIns.tts.configure({ dialect: "plain", card: { clones_voices: true, license: "Apache-2.0" } });
    const engine = keep(createRemoteTts(at("tts"), silentLogger));
    await engine.start();
    expect(engine.canClone()).toBe(true);
    expect(engine.models()[0]?.licence).toBe("Apache-2.0");
    await collect(engine.synthesize({ text: "Hi.", language: "en", mode: "hq", voice: referenceOf(6) }, live()));
    expect((await fieldsOf("tts"))[0]).toMatchObject({ voice: "profile-7", ref_text: "As I speak." });
  });
});
