import { afterEach, expect, test } from "vitest";
import { loadConfig } from "../../config/config";
import { silentLogger } from "../../platform/observability/logger";
import { cpuThreads, installedStore } from "../engines/embedded/testing/installed-store";
import { createRemoteTts } from "../engines/remote";
import { live } from "../engines/testing/calls";
import { createLeaseBroker, type EndedCall } from "./lease-broker";
import { SharedActivity } from "./shared-activity";
import { fewerStepsThan, openVoice, type Voice } from "./voice";

let voice: Voice | null = null;
afterEach(async () => {
  await voice?.close();
  voice = null;
});

test("fewer steps are the next tuned number that saves at least three tenths, while there is one", () => {
  expect([32, 16, 12, 10, 7, 6, 5].map(fewerStepsThan)).toEqual([16, 10, 7, 7, null, null, null]);
});

// Loading a model takes a busy machine longer than most tests may.
const slowly = { timeout: 240_000 };

test("when the connected voice is missing, the embedded one is loaded at once and speaks", slowly, async () => {
  const nobody = "http://127.0.0.1:9/v1";
  const config = { ...loadConfig({ AVATAR_TTS_URL: nobody }, "/nowhere"), cpuThreads };
  const chosen = createRemoteTts({ url: nobody, model: null, apiKey: null }, silentLogger);
  const now = () => performance.now();
  const activity = new SharedActivity();
  const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, activity, now });
  const ended: EndedCall[] = [];
  const opened = openVoice(config, {
    chosen,
    leases,
    activity,
    store: installedStore,
    process: null,
    logger: silentLogger,
    now,
    onCallEnded: (call) => ended.push(call),
  });
  voice = opened;
  const { control } = opened;
  const levels: string[] = [];
  const speaks = new Promise<void>((resolve) => {
    control.onLevel(({ level }) => {
      levels.push(level);
      if (level === "cpu_voice") resolve();
    });
  });
  await expect(chosen.start()).rejects.toMatchObject({ code: "model_unavailable" });
  await speaks;
  expect(levels).toEqual(["text_only", "cpu_voice"]);
  const plan = control.plan("hq");
  expect(plan).toMatchObject({ kind: "fallback", mode: "fast" });
  const { signal } = new AbortController();
  (await plan?.leases.acquire({ call: "segment", urgency: "live", signal }))?.release();
  expect(ended).toMatchObject([{ role: "tts", purpose: "speech" }]);
  // The fallback has its own slots, and shares `activity` with the other broker.
  const endActivity = leases.beginActivity();
  let isQuiet = false;
  const background = plan?.leases.acquire({ call: "segment", urgency: "background", signal }).then((lease) => {
    expect(isQuiet).toBe(true);
    lease.release();
  });
  await new Promise(setImmediate);
  isQuiet = true;
  endActivity();
  await background;
  let samples = 0;
  const request = {
    text: "Hello there.",
    language: "en",
    mode: "fast",
    voice: { kind: "builtin", name: "default" },
  } as const;
  for await (const pcm of plan?.tts.synthesize(request, live(signal)) ?? []) {
    samples += pcm.length;
  }
  expect(samples).toBeGreaterThan(6_000);
  await chosen.close();
});
