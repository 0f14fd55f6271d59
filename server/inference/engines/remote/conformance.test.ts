import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import { silentLogger } from "../../../platform/observability/logger";
import type { Voice } from "../../contract";
import { describeLlmConformance, describeSttConformance, describeTtsConformance } from "../testing/conformance";
import { type StandInBehaviour, type StandIns, startStandIns } from "../testing/start-stand-ins";
import { createRemoteLlm, createRemoteStt, createRemoteTts } from ".";

let standIns: StandIns;
beforeAll(async () => {
  // Steps take time, as in real models, so that an abort comes in the middle of one.
  standIns = await startStandIns({
    stt: { firstLatencyMs: 5 },
    llm: { firstLatencyMs: 5, stepLatencyMs: 2 },
    tts: { firstLatencyMs: 5, stepLatencyMs: 1 },
  });
});
afterAll(() => standIns.close());

/** A tone: the stand-in says how long it was. */
const tone = Float32Array.from({ length: 24_000 }, (_, index) => 0.3 * Math.sin(index / 10));
const alloy: Voice = { kind: "builtin", name: "alloy" };
/** A recording that the project has anyway. */
const recording = new URL("../embedded/speaker/testing/vectors/en_f5_basic_ref.wav", import.meta.url);
const cloned: Voice = {
  kind: "cloned",
  profileId: 7,
  referenceAudioPath: fileURLToPath(recording),
  referenceText: "This is how I speak.",
};

/** Each suite sets the dialect again, because all suites share the same three stand-ins. */
const whisperServers: [name: string, behaviour: Partial<StandInBehaviour>][] = [
  ["any OpenAI-compatible server", { dialect: "plain" }],
  ["vLLM", { dialect: "vllm" }],
  ["Speaches, with a voice listed first", { dialect: "speaches", models: ["kokoro-82m", "stand-in-stt"] }],
  ["whisper.cpp", { dialect: "whisper.cpp" }],
  ["our Whisper worker", { dialect: "worker" }],
];
for (const [name, behaviour] of whisperServers) {
  describeSttConformance(name, async () => {
    await standIns.stt.configure({ models: ["stand-in-stt"], ...behaviour });
    return {
      engine: createRemoteStt({ url: standIns.stt.url, model: null, apiKey: null }, silentLogger),
      samples: [
        { language: "en", audio: tone, matches: /^I heard 1500 milliseconds of speech\.$/ },
        { language: "zh-TW", audio: tone, matches: /^我听到了1500毫秒的声音。$/ },
      ],
    };
  });
}

for (const dialect of ["plain", "vllm"] as const) {
  describeLlmConformance(dialect, async () => {
    await standIns.llm.configure({ dialect });
    return {
      engine: createRemoteLlm({ url: standIns.llm.url, model: null, apiKey: null }, silentLogger),
      language: "en",
    };
  });
}

const speechServers: [name: string, behaviour: Partial<StandInBehaviour>, voice: Voice][] = [
  ["any OpenAI-compatible server", {}, alloy],
  ["a server that sends WAV of 22,050 Hz whatever is asked", { speechFormat: "wav", speechRateHz: 22_050 }, alloy],
  ["our F5-TTS worker", { dialect: "worker" }, alloy],
  ["our F5-TTS worker, with a cloned voice", { dialect: "worker" }, cloned],
  ["vLLM-Omni with Qwen3-TTS Base", { dialect: "vllm-omni", models: ["Qwen/Qwen3-TTS-12Hz-1.7B-Base"] }, cloned],
  ["vLLM-Omni with CosyVoice3", { dialect: "vllm-omni", models: ["FunAudioLLM/Fun-CosyVoice3-0.5B-2512"] }, cloned],
  ["vLLM-Omni with VoxCPM2, of 48 kHz", { dialect: "vllm-omni", models: ["openbmb/VoxCPM2"] }, cloned],
  [
    "vLLM-Omni with Qwen3-TTS CustomVoice",
    { dialect: "vllm-omni", models: ["Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice"] },
    { kind: "builtin", name: "vivian" },
  ],
];
for (const [name, behaviour, voice] of speechServers) {
  describeTtsConformance(name, async () => {
    const models = ["stand-in-tts"];
    await standIns.tts.configure({ dialect: "plain", models, speechFormat: "pcm", speechRateHz: 24_000, ...behaviour });
    return {
      engine: createRemoteTts({ url: standIns.tts.url, model: null, apiKey: null }, silentLogger),
      clones: voice.kind === "cloned" || behaviour.dialect === "worker",
      samples: [
        { language: "en", mode: "hq", voice, text: "Good morning, how are you today?" },
        { language: "zh-TW", mode: "fast", voice, text: "早安，你今天好嗎？我很好。" },
      ],
    };
  });
}
