import { expect } from "vitest";
import { int16ToFloat32 } from "../../../../lib/audio/pcm";
import { resample } from "../../../../lib/audio/resample";
import { silentLogger } from "../../../platform/observability/logger";
import { describeLlmConformance, describeSttConformance, describeTtsConformance } from "../testing/conformance";
import { spokenSentences } from "../testing/spoken-audio";
import { createEmbeddedLlm } from "./llm/embedded-llm";
import { createEmbeddedStt } from "./stt/embedded-stt";
import { cpuThreads, installedStore as store } from "./testing/installed-store";
import { createEmbeddedTts } from "./tts/embedded-tts";

const options = { store, cpuThreads, logger: silentLogger };

describeSttConformance("embedded", async () => {
  const [english] = await spokenSentences(["The weather is sunny today, and the train leaves at nine."]);
  const [chinese] = await spokenSentences(["今天天氣很好。"], "zh-TW");
  expect(english && chinese).toBeTruthy();
  const toInput = (pcm: Int16Array = new Int16Array(0)) => resample(int16ToFloat32(pcm), 24_000, 16_000);
  return {
    engine: createEmbeddedStt(options),
    samples: [
      { language: "en", audio: toInput(english?.pcm), matches: /weather is sunny today.*train leaves/i },
      { language: "zh-TW", audio: toInput(chinese?.pcm), matches: /今天天[氣气]很好/ },
    ],
  };
});

describeLlmConformance("embedded", async () => ({
  engine: createEmbeddedLlm({ ...options, model: "qwen2.5-coder-1.5b-instruct" }),
  language: "en",
}));

const english = { kind: "builtin", name: "af_heart" } as const;
const mandarin = { kind: "builtin", name: "zf_xiaoxiao" } as const;
describeTtsConformance("embedded", async () => ({
  engine: createEmbeddedTts(options),
  clones: false,
  samples: [
    { language: "en", mode: "fast", voice: english, text: "The next train leaves at nine." },
    { language: "en", mode: "hq", voice: english, text: "The next train leaves at nine." },
    { language: "zh-TW", mode: "hq", voice: mandarin, text: "下一班火車九點開。" },
  ],
}));
