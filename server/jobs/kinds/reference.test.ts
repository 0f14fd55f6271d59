import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeWav } from "../../../lib/audio/wav";
import { AppError } from "../../../lib/errors";
import { lightsFor } from "../../../lib/voice-profiles/quality";
import type { SpeechToText } from "../../inference/contract";
import { createSpeakerEngine } from "../../inference/engines/embedded/speaker/embedded-speaker";
import { createEmbeddedStt } from "../../inference/engines/embedded/stt/embedded-stt";
import { cpuThreads, installedStore } from "../../inference/engines/embedded/testing/installed-store";
import { spokenSentences } from "../../inference/engines/testing/spoken-audio";
import { createReferenceMaker } from "../../inference/reference-audio/reference-maker";
import { createLeaseBroker } from "../../inference/scheduling/lease-broker";
import { changeMarkOf } from "../../platform/db/change-mark";
import { silentLogger } from "../../platform/observability/logger";
import type { Job } from "../../records/jobs/job";
import { openTestDb } from "../../records/testing/test-db";
import { uploadedFile } from "../../records/testing/voice-input";
import { beginDraft } from "../../records/voice-profiles/begin-draft";
import { changeDraft } from "../../records/voice-profiles/change-draft";
import { discardDraft } from "../../records/voice-profiles/discard-draft";
import { findDraft } from "../../records/voice-profiles/find-draft";
import { openJobs } from "../open";
import type { JobRunner } from "../runner";
import { createReferenceJob } from "./reference";

const sentence = "Please call the office before noon if you cannot come to the meeting.";
const parts = { store: installedStore, logger: silentLogger };
const maker = createReferenceMaker(parts);
const speaker = createSpeakerEngine(parts);
const stt = createEmbeddedStt({ ...parts, cpuThreads });
const leases = createLeaseBroker({ slots: { stt: 1, llm: 1, tts: 1 }, now: () => performance.now() });
let speech: Buffer;
beforeAll(async () => {
  const [spoken] = await spokenSentences([sentence]);
  speech = readFileSync(spoken?.path ?? "");
  await stt.start();
});
afterAll(() => Promise.all([maker.close(), speaker.close(), stt.close()]));

async function fixture(recogniser: Pick<SpeechToText, "transcribe"> = stt) {
  const opened = openTestDb();
  const ada = opened.as(await opened.person("ada"));
  const unused = { canClone: () => false } as never;
  const begin = async (content: Uint8Array | string) => {
    const uploadPath = uploadedFile(opened.dataDir, content);
    return beginDraft(ada, { language: "en", uploadPath });
  };
  const run = async (work: (jobs: JobRunner) => Promise<void>) => {
    const jobs = openJobs({
      ctx: opened.as({ kind: "system", job: "jobs" }),
      changeMark: changeMarkOf(opened.sqlite),
      forgetInSafetyCopies: async () => undefined,
      ...{
        maker,
        speaker,
        stt: recogniser as SpeechToText,
        leases,
        tts: unused,
        replay: unused,
        activity: unused,
        emptyLog: unused,
        logger: silentLogger,
      },
    });
    // What arrives later, as in a running server: the start clears what an earlier one left.
    await jobs.start();
    await work(jobs).finally(jobs.close);
  };
  const filesOf = (profileId: number) => readdirSync(join(opened.dataDir, "audio/profiles", String(profileId))).sort();
  return { ...opened, ada, begin, run, filesOf };
}

test("a recording becomes a reference that was judged, with what was heard in it", async () => {
  const { ada, begin, run, filesOf, dataDir } = await fixture();
  await run(async (jobs) => {
    const { profileId, jobId } = await begin(speech);
    await jobs.finished(jobId);
    const draft = await findDraft(ada, { profileId });
    expect(draft.heard_text).toMatch(/call the office before noon/i);
    expect(draft).toMatchObject({ text: draft.heard_text, text_is_edited: false, job: { state: "completed" } });
    expect(draft.prepared).toMatchObject({ isChosen: false, measures: { speakers: expect.any(String), textCer: 0 } });
    const lights = lightsFor(draft.prepared?.measures ?? ({} as never));
    expect(lights.find(({ name }) => name === "text")?.colour).toBe("green");
    expect(filesOf(profileId)).toEqual(["decoded.wav", "reference.wav"]);
    const { sampleRateHz } = decodeWav(readFileSync(join(dataDir, `audio/profiles/${profileId}/reference.wav`)));
    expect(sampleRateHz).toBe(24_000);

    // Another part of the same recording: decoded once, recognised again; the words that were written stay.
    await changeDraft(ada, { profileId, text: "My own words." });
    await changeDraft(ada, { profileId, keep: { startS: 0, endS: 2.5 } });
    const again = (await findDraft(ada, { profileId })).job?.id ?? 0;
    await jobs.finished(again);
    const shorter = await findDraft(ada, { profileId });
    expect(shorter).toMatchObject({ text: "My own words.", text_is_edited: true, prepared: { isChosen: true } });
    expect(shorter.heard_text?.length).toBeLessThan(draft.heard_text?.length ?? 0);
    expect(shorter.prepared?.measures.textCer).toBeGreaterThan(0.4);
  });
});

test("what is no sound is said to the person, and its file goes at once", async () => {
  const { ada, begin, run, dataDir, filesOf } = await fixture();
  await run(async (jobs) => {
    const { profileId, jobId } = await begin("#EXTM3U\nhttp://127.0.0.1/secret");
    await expect(jobs.finished(jobId)).rejects.toMatchObject({ code: "audio_unsupported" });
    expect((await findDraft(ada, { profileId })).job).toMatchObject({
      state: "failed",
      failedCode: "audio_unsupported",
      failedReason: expect.any(String),
    });
    expect(filesOf(profileId)).toEqual([]);
    await discardDraft(ada, { profileId });
    expect(readdirSync(join(dataDir, "audio/profiles"))).toEqual([]);
  });
});

test.each([
  ["the disk is full, and it is tried again", "storage_failed", 1, ["upload"]],
  ["the disk was full too often", "storage_failed", 3, []],
  ["nobody speaks in it", "audio_no_speech", 1, []],
] as const)("what was uploaded is kept while it is of use: %s", async (_, code, attemptsMade, left) => {
  const { begin, filesOf, as } = await fixture();
  const { profileId, jobId } = await begin(speech);
  const failing = { ...maker, decode: () => Promise.reject(new AppError(code)) };
  const handle = createReferenceJob({ maker: failing, speaker, stt, leases, logger: silentLogger });
  const ctx = as({ kind: "system", job: "jobs" });
  const job = { id: jobId, kind: "reference", payload: { profileId, keep: null }, attemptsMade } as Job<"reference">;
  const work = { job, ctx, signal: new AbortController().signal, progress: () => undefined };
  await expect(handle(work)).rejects.toMatchObject({ code });
  expect(filesOf(profileId)).toEqual(left);
});

test("without a recogniser that works the words are left to the person", async () => {
  const broken = {
    // biome-ignore lint/correctness/useYield: it fails before it hears anything.
    async *transcribe() {
      throw new AppError("model_unavailable");
    },
  };
  const { ada, begin, run } = await fixture(broken);
  await run(async (jobs) => {
    const { profileId, jobId } = await begin(speech);
    await jobs.finished(jobId);
    expect(await findDraft(ada, { profileId })).toMatchObject({
      ...{ heard_text: null, text: "" },
      prepared: { measures: { textCer: null } },
    });
  });
});
