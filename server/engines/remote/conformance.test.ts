import { afterAll, beforeAll } from "vitest";
import { silentLogger } from "../../observability/logger";
import { describeLlmConformance, describeSttConformance, describeTtsConformance } from "../testing/conformance";
import { type StandIns, startStandIns } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";

let standIns: StandIns;
beforeAll(async () => {
  // Steps take time, as they do in real models: an abort lands in the middle of something.
  standIns = await startStandIns({
    stt: { firstLatencyMs: 5 },
    llm: { firstLatencyMs: 5, stepLatencyMs: 2 },
    tts: { firstLatencyMs: 5, stepLatencyMs: 1 },
  });
});
afterAll(() => standIns.close());

/** A tone: the stand-in says how long it was. */
const tone = Float32Array.from({ length: 24_000 }, (_, index) => 0.3 * Math.sin(index / 10));
const speech = { text: "Good morning, how are you today?", voice: { kind: "builtin", name: "alloy" } } as const;

describeSttConformance("remote", async () => ({
  engine: createRemoteStt({ url: standIns.stt.url, model: null, apiKey: null }, silentLogger),
  samples: [
    { language: "en", audio: tone, matches: /^I heard 1500 milliseconds of speech\.$/ },
    { language: "zh-TW", audio: tone, matches: /1500/ },
  ],
}));

describeLlmConformance("remote", async () => ({
  engine: createRemoteLlm({ url: standIns.llm.url, model: null, apiKey: null }, silentLogger),
  language: "en",
}));

describeTtsConformance("remote", async () => ({
  engine: createRemoteTts({ url: standIns.tts.url, model: null, apiKey: null }, silentLogger),
  samples: [
    { ...speech, language: "en", mode: "hq" },
    { ...speech, language: "zh-TW", mode: "fast", text: "早安，你今天好嗎？我很好。" },
  ],
}));

describeSttConformance("remote, English only", async () => ({
  engine: createRemoteStt({ url: standIns.stt.url, model: null, apiKey: null, languages: ["en"] }, silentLogger),
  samples: [{ language: "en", audio: tone, matches: /1500/ }],
  unsupported: "zh-TW",
}));
