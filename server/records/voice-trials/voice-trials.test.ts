import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobs, voiceRatings } from "../../../drizzle/schema";
import { forgetOldJobs, settleJob, takeJob } from "../jobs/work";
import { openTestDb } from "../testing/test-db";
import { preparedDraft, readyVoice, referenceWav } from "../testing/voice-input";
import { changeVisibility } from "../voice-profiles/change-visibility";
import { endProfile } from "../voice-profiles/end-profile";
import { findProfile } from "../voice-profiles/find-profile";
import { findTrial, listTrials, trialAudioPath } from "./find-trial";
import { rateTrial } from "./rate-trial";
import { requestTrial } from "./request-trial";
import { findTrialWork, forgetTrials, removeTrialsOf, storeTrial, sweepTrials } from "./trial-work";

async function fixture() {
  const opened = openTestDb();
  const ada = opened.as(await opened.person("ada"));
  const eve = opened.as(await opened.person("eve"));
  const boss = opened.as(await opened.person("boss", "admin"));
  const system = opened.as({ kind: "system", job: "jobs" });
  const profileId = await readyVoice(ada, system, opened.dataDir, "Ada");
  const ask = (ctx = ada, text = "Good morning.") => requestTrial(ctx, { profileId, text, mode: "hq" });
  const take = () => takeJob(system, ["reference", "consent_check", "voice_removal"]);
  /** Does what the job does, without a model. */
  const speak = async () => {
    const job = await take();
    if (job?.kind !== "voice_trial") throw new Error("No trial waits.");
    await findTrialWork(system, { profileId: job.payload.profileId, userId: job.userId });
    await storeTrial(system, job.id, referenceWav);
    const similarity = { score: 0.81, answer: "match", matchFrom: 0.77, noMatchBelow: 0.68 };
    await settleJob(system, job.id, { state: "completed", result: { durationMs: 1_000, model: "f5-tts", similarity } });
    return job.id;
  };
  const sounds = () => {
    const folder = join(opened.dataDir, "audio/trials");
    return existsSync(folder) ? readdirSync(folder).sort() : [];
  };
  return { ...opened, ada, eve, boss, system, profileId, ask, take, speak, sounds };
}

test("a sentence is asked for, spoken, heard and rated once; its voice shows the mean", async () => {
  const { ada, profileId, ask, speak, sounds, db } = await fixture();
  const jobId = await ask();
  expect(await findTrial(ada, { jobId })).toMatchObject({
    ...{ job: { state: "waiting", ahead: 0 }, profile_id: profileId, text: "Good morning.", mode: "hq" },
    ...{ result: null, audio_url: null, rating: null },
  });
  await expect(rateTrial(ada, { jobId, score: 8, isBlind: true })).rejects.toMatchObject({ code: "not_found" });
  await speak();
  expect(sounds()).toEqual([`${jobId}.wav`]);
  expect(await findTrial(ada, { jobId })).toMatchObject({
    job: { state: "completed" },
    result: { durationMs: 1_000, model: "f5-tts", similarity: { score: 0.81, answer: "match" } },
    audio_url: `/api/voice-profiles/${profileId}/trials/${jobId}/audio`,
  });
  await rateTrial(ada, { jobId, score: 8, isBlind: true });
  await expect(rateTrial(ada, { jobId, score: 2, isBlind: false })).rejects.toMatchObject({ code: "conflict" });
  expect(db.select().from(voiceRatings).all()).toMatchObject([
    { profileId, trialJobId: jobId, score: 8, isBlind: true, mode: "hq", similarity: 0.81 },
  ]);
  await ask();
  await rateTrial(ada, { jobId: await speak(), score: 5, isBlind: false });
  expect((await findProfile(ada, { profileId })).rating).toEqual({ mean: 6.5, count: 2 });
  expect((await listTrials(ada, { profileId })).map(({ rating }) => rating)).toEqual([
    { score: 5, isBlind: false },
    { score: 8, isBlind: true },
  ]);
});

test("a trial is its person's alone, of a voice that they may speak with", async () => {
  const { ada, eve, boss, profileId, ask, speak, system, dataDir } = await fixture();
  for (const other of [eve, boss]) await expect(ask(other)).rejects.toMatchObject({ code: "profile_not_ready" });
  const draft = await preparedDraft(ada, system, dataDir);
  const ofDraft = requestTrial(ada, { profileId: draft, text: "Good morning.", mode: "fast" });
  await expect(ofDraft).rejects.toMatchObject({ code: "profile_not_ready" });
  await ask();
  const jobId = await speak();
  for (const verb of [findTrial, trialAudioPath]) {
    await expect(verb(boss, { jobId })).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(rateTrial(boss, { jobId, score: 8, isBlind: false })).rejects.toMatchObject({ code: "not_found" });
  await changeVisibility(ada, { profileId, visibility: "house" });
  await ask(eve);
  expect(await listTrials(ada, { profileId })).toHaveLength(1);
});

test.each([
  ["nothing to say", "…!"],
  ["too long", "字".repeat(201)],
])("a text with %s is refused", async (_, text) => {
  const { ada, ask } = await fixture();
  await expect(ask(ada, text)).rejects.toMatchObject({ code: "invalid_input" });
});

test("a person has two sentences under way at most, and all together have a bound, too", async () => {
  const { ada, profileId, ask, speak, as, person } = await fixture();
  await changeVisibility(ada, { profileId, visibility: "house" });
  await ask(ada, "字".repeat(200));
  await ask();
  await expect(ask()).rejects.toMatchObject({ code: "rate_limited", retryAfterS: 5 });
  await speak();
  await ask();
  for (let index = 0; index < 5; index++) {
    const other = as(await person(`other${index}`));
    for (let each = 0; each < 2; each++) await ask(other);
  }
  await expect(ask(as(await person("late")))).rejects.toMatchObject({ code: "rate_limited" });
});

test("a sound goes with its job after a day; what a crash left goes at the next start", async () => {
  const { system, clock, dataDir, ask, speak, sounds } = await fixture();
  await ask();
  const jobId = await speak();
  mkdirSync(join(dataDir, "audio/trials"), { recursive: true });
  for (const name of ["999.wav", ".1.wav.0123456789ab.tmp"]) writeFileSync(join(dataDir, "audio/trials", name), "x");
  await sweepTrials(system);
  expect(sounds()).toEqual([`${jobId}.wav`]);
  clock.nowS += 86_401;
  await forgetTrials(system, await forgetOldJobs(system));
  expect(sounds()).toEqual([]);
  await sweepTrials(system);
});

test("when a voice ends its trials go, also one that is being spoken at that moment", async () => {
  const { ada, system, profileId, ask, speak, take, sounds, db } = await fixture();
  await ask();
  await speak();
  await ask();
  const job = await take();
  if (!job) throw new Error("No trial waits.");
  await endProfile(ada, { profileId, reason: "withdrawn" });
  await removeTrialsOf(system, profileId);
  expect(sounds()).toEqual([]);
  await expect(storeTrial(system, job.id, referenceWav)).rejects.toMatchObject({ code: "not_found" });
  await expect(findTrialWork(system, { profileId, userId: job.userId })).rejects.toMatchObject({
    code: "profile_not_ready",
  });
  expect(sounds()).toEqual([]);
  expect(
    db
      .select()
      .from(jobs)
      .all()
      .map(({ kind }) => kind),
  ).not.toContain("voice_trial");
});

test("a trial that waits while its voice becomes private is not spoken to others, nor is an earlier one heard", async () => {
  const { ada, eve, system, profileId, ask, take, speak } = await fixture();
  await changeVisibility(ada, { profileId, visibility: "house" });
  await ask(eve);
  const jobId = await speak();
  await trialAudioPath(eve, { jobId });
  await ask(eve);
  await changeVisibility(ada, { profileId, visibility: "private" });
  const job = await take();
  const work = findTrialWork(system, { profileId, userId: job?.userId ?? null });
  await expect(work).rejects.toMatchObject({ code: "profile_not_ready" });
  await expect(trialAudioPath(eve, { jobId })).rejects.toMatchObject({ code: "not_found" });
});
