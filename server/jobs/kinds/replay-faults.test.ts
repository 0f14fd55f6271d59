import { readdirSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { jobs, replayResults, replayRuns } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { startStandIn } from "../../inference/engines/testing/start-stand-ins";
import { lockDataFolder } from "../../platform/db/instance-lock";
import { maxAttempts, recoverJobs } from "../../records/jobs/work";
import { addCandidateServer } from "../../records/replays/candidate-servers";
import { compareRuns } from "../../records/replays/compare-runs";
import { failLostRuns } from "../../records/replays/end-run";
import { requestRun } from "../../records/replays/runs";
import { deleteConversation } from "../../records/sessions/delete-conversation";
import { removeConversation } from "../../records/sessions/remove-conversation";
import { readyVoice } from "../../records/testing/voice-input";
import { endProfile } from "../../records/voice-profiles/end-profile";
import { avatarReplay, replayQueues } from "../testing/replay-queue";

const replay = replayQueues();

/** A language model's server that an administrator listed as `Next`, and a queue that may ask it. */
async function withCandidate() {
  const queue = await replay.open();
  const candidate = await startStandIn("llm", { answer: "From the next one.", models: ["next-model"] });
  onTestFinished(() => candidate.close());
  const admin = queue.as(await queue.person("admin", "admin"));
  const server = { role: "llm", name: "Next", url: candidate.url, model: null } as const;
  const { candidateId } = await addCandidateServer(admin, server);
  return { ...queue, candidate, llm: { kind: "candidate", candidateId } as const };
}

test("a listed server answers in place of the house's own, and the run says which it was", async () => {
  const { start, request, over, viewOf, db, llm } = await withCandidate();
  await start();
  const runId = await request({ llm });
  await over(runId).toBe("done");
  const results = db.select().from(replayResults).all();
  expect(results.map(({ aiText, facts }) => [aiText, facts.models.llm])).toEqual(
    Array(3).fill(["From the next one.", "next-model"]),
  );
  expect(await replay.standIns.llm.calls()).toEqual([]);
  expect((await viewOf(runId))?.frozen?.models).toContainEqual({
    ...{ role: "llm", model: "next-model", server: "Next" },
    sha256: null,
  });
});

test("a server that goes down in the middle is no evidence: what it answered stays, and the command line exits with 2", async () => {
  const { start, qa, db, dataDir, candidate } = await withCandidate();
  onTestFinished(lockDataFolder(dataDir));
  await start();
  await candidate.configure({ faults: [null, { kind: "crash", stderr: "out of memory" }] });
  const once = ["--repeats", "1"];
  const gate = await avatarReplay(dataDir, "Cards", "--model", "candidate:Next", "--fail-on", "regressed", ...once);
  expect(gate).toMatchObject({ code: 2, out: expect.stringMatching(/no_evidence .* model_unavailable\n/) });
  const [run] = db.select().from(replayRuns).all();
  expect(run).toMatchObject({ state: "done", failedCode: null });
  const results = db.select().from(replayResults).all();
  expect(results.map(({ aiText, facts }) => [aiText, facts.outcome, facts.errorCode])).toEqual([
    ["From the next one.", "done", null],
    ["", "unavailable", "model_unavailable"],
    ["", "unavailable", "model_unavailable"],
  ]);
  const { cases } = await compareRuns(qa, { runId: run?.id ?? 0, against: 0 });
  expect(cases.map(({ verdict }) => verdict)).toEqual(["changed", "no_evidence", "no_evidence"]);
}, 90_000);

test("a voice that has ended is no evidence: nothing else speaks in its place", async () => {
  const { start, request, over, qa, system, dataDir, db, activity } = await replay.open();
  const profileId = await readyVoice(qa, system, dataDir, "Mia");
  const stopTalking = activity.begin();
  await start();
  const runId = await request({ voice: String(profileId) });
  await endProfile(qa, { profileId, reason: "withdrawn" });
  // Nothing here removes its files.
  db.delete(jobs).where(eq(jobs.kind, "voice_removal")).run();
  stopTalking();
  await over(runId).toBe("done");
  const results = db.select().from(replayResults).all();
  expect(results.map(({ facts }) => [facts.outcome, facts.missing])).toEqual(
    Array(3).fill(["unavailable", "voice_gone"]),
  );
  expect(await replay.standIns.tts.calls()).toEqual([]);
});

test("turns that are deleted, before a run or in the middle of it, leave cases without a word", async () => {
  const { start, request, over, qa, staff, system, sessionId, db, dataDir } = await replay.open();
  const { llm } = replay.standIns;
  await llm.configure({ answer: "Something to forget." });
  await start();
  const removed = async () => {
    await deleteConversation(staff, { sessionId });
    await removeConversation(system, sessionId);
  };
  llm.pause();
  const runId = await request();
  await replay.standIns.stt.waitForCalls(1, "ended");
  await removed();
  llm.resume();
  await over(runId).toBe("done");
  const again = await request();
  await over(again).toBe("done");
  const results = db.select().from(replayResults).all();
  expect(results).toHaveLength(6);
  for (const { facts, ...result } of results) {
    expect(result).toMatchObject({ userText: null, aiText: null, aiAudioPath: null, audioBytes: 0 });
    expect(facts).toMatchObject({ outcome: "unavailable", missing: "turn_deleted", recognisedText: null });
  }
  expect(JSON.stringify(results)).not.toMatch(/forget|milliseconds/);
  const sounds = readdirSync(join(dataDir, "audio/replays"), { recursive: true, withFileTypes: true });
  expect(sounds.filter((entry) => entry.isFile())).toEqual([]);
  const { cases } = await compareRuns(qa, { runId: again });
  expect(cases.map(({ verdict }) => verdict)).toEqual(Array(3).fill("no_evidence"));
});

test("two presses at the same time are one run and one job", async () => {
  const { qa, setId, db } = await replay.open();
  const press = () => requestRun(qa, { setId, name: "Run", changes: {}, requestKey: "the same press" });
  const [one, another] = await Promise.all([press(), press()]);
  expect(another).toEqual(one);
  expect(db.select().from(replayRuns).all()).toHaveLength(1);
  expect(db.select().from(jobs).all()).toMatchObject([{ kind: "replay_run", payload: one }]);
});

test("a run that took its server down three times without a new result has failed, and says so", async () => {
  const { system, request, viewOf, db } = await replay.open();
  const runId = await request();
  db.update(jobs).set({ state: "active", attemptsMade: maxAttempts }).run();
  db.update(replayRuns).set({ state: "running" }).run();
  await recoverJobs(system);
  await failLostRuns(system);
  expect(await viewOf(runId)).toMatchObject({ state: "failed", failed_code: "internal", done_count: 0 });
});

test("a built-in voice that is no longer there is no evidence either", async () => {
  const { start, request, over, db } = await replay.open({ turns: 1 });
  await start();
  const runId = await request({ voice: "builtin:nobody" });
  await over(runId).toBe("done");
  const [result] = db.select().from(replayResults).all();
  expect(result?.facts).toMatchObject({ outcome: "unavailable", missing: "voice_gone" });
});

test("a passing fault of the storage costs nothing: the run goes on after what it has", async () => {
  const { start, request, over, viewOf, system, db, clock } = await replay.open();
  const write = system.db.write.bind(system.db);
  const results = () => db.select().from(replayResults).all();
  let isRefused = false;
  system.db.write = (work, options) => {
    if (isRefused || results().length !== 1) return write(work, options);
    isRefused = true;
    return Promise.reject(new AppError("storage_failed"));
  };
  await start();
  const runId = await request();
  const jobNow = () => db.select().from(jobs).all()[0];
  await expect.poll(() => [isRefused, jobNow()?.state], { timeout: 20_000 }).toEqual([true, "waiting"]);
  expect(await viewOf(runId)).toMatchObject({ state: "running", done_count: 1 });
  clock.nowS += 60;
  await over(runId).toBe("done");
  expect(results()).toHaveLength(3);
  expect(await viewOf(runId)).toMatchObject({ failed_code: null, done_count: 3 });
});

test("a reply that is only written needs no voice", async () => {
  const { start, request, over, db } = await replay.open({
    turns: 1,
    turn: { isSpoken: false, voice: { kind: "builtin", name: "gone" } },
  });
  await start();
  await over(await request()).toBe("done");
  const [result] = db.select().from(replayResults).all();
  expect(result?.facts).toMatchObject({ outcome: "done", voice: null, aiAudioMs: 0 });
});

test("whoever begins to talk while the end of a wait is written is waited for", async () => {
  const { start, request, over, viewOf, activity, system } = await replay.open({ turns: 1 });
  let stop = activity.begin();
  const write = system.db.write.bind(system.db);
  let isArmed = false;
  let begunAgain = false;
  system.db.write = async (work, options) => {
    const written = await write(work, options);
    if (isArmed && !activity.anyoneActive && !begunAgain) {
      begunAgain = true;
      stop = activity.begin();
    }
    return written;
  };
  await start();
  const runId = await request();
  const waits = () => expect.poll(async () => (await viewOf(runId))?.waits_for, { timeout: 10_000 });
  await waits().toBe("conversations");
  isArmed = true;
  stop();
  await expect.poll(() => begunAgain).toBe(true);
  await waits().toBe("conversations");
  expect(await replay.standIns.stt.calls()).toEqual([]);
  stop();
  await over(runId).toBe("done");
});
