import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { decodeWav } from "../../../lib/audio/wav";
import type { Similarity } from "../../../lib/voice-profiles/trials";
import type { TextToSpeech } from "../../inference/contract";
import { createRemoteTts } from "../../inference/engines/remote";
import { type StandIn, startStandIn } from "../../inference/engines/testing/start-stand-ins";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { silentLogger } from "../../platform/observability/logger";
import { takeJob } from "../../records/jobs/work";
import { openTestDb } from "../../records/testing/test-db";
import { readyVoice } from "../../records/testing/voice-input";
import { trialAudioPath } from "../../records/voice-trials/find-trial";
import { requestTrial } from "../../records/voice-trials/request-trial";
import { createVoiceTrial, type VoiceTrialDependencies } from "./voice-trial";

let worker: StandIn;
let tts: TextToSpeech;
beforeAll(async () => {
  worker = await startStandIn("tts", { dialect: "worker" });
  tts = createRemoteTts({ url: worker.url, model: null, apiKey: null }, silentLogger);
});
afterAll(async () => {
  await tts.close();
  await worker.close();
});
beforeEach(() => worker.forgetCalls());

const alike: Similarity = { score: 0.8, answer: "match", matchFrom: 0.77, noMatchBelow: 0.68 };
const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now: () => performance.now() });

async function fixture(over: Partial<VoiceTrialDependencies> = {}) {
  const opened = openTestDb();
  const ada = opened.as(await opened.person("ada"));
  const system = opened.as({ kind: "system", job: "jobs" });
  const profileId = await readyVoice(ada, system, opened.dataDir, "Ada");
  const run = createVoiceTrial({ tts, leases, similarityOf: async () => alike, logger: silentLogger, ...over });
  const progress: number[] = [];
  const speak = async (text: string, signal = new AbortController().signal) => {
    await requestTrial(ada, { profileId, text, mode: "hq" });
    const job = await takeJob(system, ["reference", "consent_check", "voice_removal"]);
    if (job?.kind !== "voice_trial") throw new Error("No trial waits.");
    return { job, result: run({ job, ctx: system, signal, progress: (done) => progress.push(done) }) };
  };
  return { ...opened, ada, profileId, speak, progress };
}

test("a sentence is spoken as a reply is: in its spoken form, part by part, with the voice's recording", async () => {
  const compared: [number, number][] = [];
  const similarityOf: VoiceTrialDependencies["similarityOf"] = async (one, another) => {
    compared.push([one.length, another.length]);
    return alike;
  };
  const { ada, speak, progress, dataDir, profileId } = await fixture({ similarityOf });
  const { job, result } = await speak("It costs $12.50. Come at 3:30 p.m. on March 3.");
  const { durationMs, ...measured } = (await result) as { durationMs: number };
  expect(measured).toEqual({ model: "stand-in-tts", similarity: alike });
  const calls = (await worker.calls()).map(({ fields }) => fields);
  expect(calls.map(({ input }) => input)).toEqual([
    "It costs twelve dollars and fifty cents.",
    "Come at three thirty PM on March third.",
  ]);
  expect(calls[0]).toMatchObject({
    ...{ mode: "hq", ref_text: "What is said in it." },
    ref_audio: `${dataDir}/audio/profiles/${profileId}/reference.wav`,
  });
  const { pcm, sampleRateHz } = decodeWav(await readFile(await trialAudioPath(ada, { jobId: job.id })));
  expect(sampleRateHz).toBe(24_000);
  expect(durationMs).toBe(Math.round(pcm.length / 24));
  // The reference has a second; both are brought to 16 kHz.
  expect(compared).toEqual([[expect.closeTo((durationMs * 16) / 1, -2), expect.closeTo(16_000, -2)]]);
  expect(progress[0]).toBe(0);
  expect(progress.at(-1)).toBe(0.95);
  expect(progress.some((done) => done > 0.3 && done < 0.9)).toBe(true);
});

test("a voice that can't be compared is heard all the same", async () => {
  const { speak } = await fixture({ similarityOf: () => Promise.reject(new Error("no engine")) });
  expect(await (await speak("Good morning.")).result).toMatchObject({ similarity: null });
});

test("what the model refuses is the trial's own failure: nothing else speaks instead", async () => {
  const { speak, ada } = await fixture();
  const body = { error: { message: "…", code: "ref_text_mismatch" } };
  await worker.configure({ faults: [{ kind: "status", status: 400, body }] });
  const { job, result } = await speak("Good morning.");
  await expect(result).rejects.toMatchObject({ code: "voice_refused" });
  expect(await worker.calls()).toHaveLength(1);
  await expect(readFile(await trialAudioPath(ada, { jobId: job.id }))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a cancelled trial ends in the middle", async () => {
  const { speak } = await fixture();
  await worker.configure({ faults: [{ kind: "hang", afterChunks: 1 }] });
  const cancelled = new AbortController();
  const { result } = await speak("Good morning.", cancelled.signal);
  await worker.waitForCalls(1);
  cancelled.abort();
  await expect(result).rejects.toBe(cancelled.signal.reason);
  await worker.waitForCalls(1, "ended");
});
