import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { encodeWav } from "../../../lib/audio/wav";
import { silentLogger } from "../../platform/observability/logger";
import type { Voice } from "../contract";
import { createRemoteStt, createRemoteTts } from "../engines/remote";
import { describeSttConformance, describeTtsConformance } from "../engines/testing/conformance";
import { type RunningWorker, startWorker } from "./testing/worker-process";

/** The workers themselves, with stand-ins for their models' libraries, behind our own clients. */
const workers = import.meta.dirname;
const isPythonHere = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status === 0;

/** In place of the models' libraries, which need not be installed. */
const standIns = { PYTHONPATH: join(workers, "tests", "stand_ins"), STAND_IN_LISTENS: "1", STAND_IN_IS_LOUD: "1" };

describe.skipIf(!isPythonHere)("the Whisper worker", () => {
  let worker: RunningWorker | undefined;
  beforeAll(async () => {
    worker = await startWorker("whisper_worker.py", ["--model", "any"], { environment: standIns });
  });
  afterAll(() => worker?.stop());

  const tone = Float32Array.from({ length: 24_000 }, (_, index) => 0.3 * Math.sin(index / 10));
  describeSttConformance("behind our client", async () => ({
    engine: createRemoteStt({ url: worker?.url ?? "", model: null, apiKey: null }, silentLogger),
    samples: [
      { language: "en", audio: tone, matches: /^I heard 1500 milliseconds\.$/ },
      { language: "zh-TW", audio: tone, matches: /1500/ },
    ],
  }));
});

describe.skipIf(!isPythonHere)("the F5-TTS worker", () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-f5-"));
  const profile = join(folder, "profiles", "7", "reference.wav");
  /** Of both recordings: the worker takes its pace from their words and their length. */
  const words = "Some call me nature, others call me mother nature. I have been here for billions of years.";
  let worker: RunningWorker | undefined;
  beforeAll(async () => {
    for (const name of ["model.safetensors", "vocab.txt", "vocos/config.yaml", "vocos/pytorch_model.bin"]) {
      mkdirSync(join(folder, "model", "vocos"), { recursive: true });
      writeFileSync(join(folder, "model", name), "");
    }
    mkdirSync(join(profile, ".."), { recursive: true });
    const recording = encodeWav(new Int16Array(6 * 24_000).fill(1_000), 24_000);
    for (const path of [profile, join(folder, "default.wav")]) writeFileSync(path, recording);
    const model = ["--model-dir", join(folder, "model"), "--profiles-dir", join(folder, "profiles")];
    const voice = ["--default-ref-audio", join(folder, "default.wav"), "--default-ref-text", words];
    worker = await startWorker("f5_tts_worker.py", [...model, ...voice], { environment: standIns });
  });
  afterAll(async () => {
    await worker?.stop();
    rmSync(folder, { recursive: true });
  });

  const voices: [name: string, voice: Voice][] = [
    ["the default voice", { kind: "builtin", name: "alloy" }],
    ["a cloned voice", { kind: "cloned", profileId: 7, referenceAudioPath: profile, referenceText: words }],
  ];
  for (const [name, voice] of voices) {
    describeTtsConformance(`behind our client, ${name}`, async () => ({
      engine: createRemoteTts(
        { url: worker?.url ?? "", model: null, apiKey: null, steps: { fast: 12, hq: 32 } },
        silentLogger,
      ),
      clones: true,
      samples: [
        { language: "en", mode: "hq", voice, text: "Good morning, how are you today?" },
        { language: "zh-TW", mode: "fast", voice, text: "早安，你今天好嗎？我很好。" },
      ],
    }));
  }
});
