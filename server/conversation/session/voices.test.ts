import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { createEmbeddedTts } from "../../inference/engines/embedded/tts/embedded-tts";
import { createRemoteLlm, createRemoteStt } from "../../inference/engines/remote";
import { createModelStore } from "../../inference/models/store";
import { silentLogger } from "../../platform/observability/logger";
import { modelsUsed } from "./voices";

test("of two embedded voices the history names the one that spoke", async () => {
  const logger = silentLogger;
  const served = (model: string) => ({ url: "http://127.0.0.1:9/v1", model, apiKey: null });
  const engines = {
    stt: createRemoteStt(served("whisper"), logger),
    llm: createRemoteLlm(served("qwen"), logger),
    tts: createEmbeddedTts({ store: createModelStore({ directory: tmpdir(), logger }), cpuThreads: 1, logger }),
  };
  const used = (language: "en" | "zh-TW", mode: "fast" | "hq") => modelsUsed(engines, { language, mode }, false);
  expect(used("en", "fast")).toEqual({ stt: null, llm: "qwen", tts: "dittli-en" });
  expect(used("en", "hq").tts).toBe("kokoro-82m");
  expect(used("zh-TW", "fast").tts).toBe("kokoro-82m");
  expect(modelsUsed(engines, { language: "en", mode: "hq" }, true).stt).toBe("whisper");
  await engines.tts.close();
});
