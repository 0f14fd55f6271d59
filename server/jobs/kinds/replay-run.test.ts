import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { auditLog, jobs, replayCases, replayResults, replayRuns } from "../../../drizzle/schema";
import { lockDataFolder } from "../../platform/db/instance-lock";
import { changeThresholds, pinBaseline } from "../../records/replays/change-set";
import { compareRuns } from "../../records/replays/compare-runs";
import { createSet } from "../../records/replays/create-set";
import { findSet } from "../../records/replays/find-set";
import { resultAudioPath } from "../../records/replays/result-audio";
import { cancelRun, deleteRun, requestRun } from "../../records/replays/runs";
import { readTrend } from "../../records/replays/trend";
import { avatarReplay, replayQueues } from "../testing/replay-queue";

const replay = replayQueues();

test("a run says each turn again with what it changes, and is frozen when done", async () => {
  const { start, request, over, viewOf, qa, db, dataDir } = await replay.open();
  await replay.standIns.llm.configure({ answer: "A new answer." });
  await start();
  const runId = await request({ systemPrompt: { en: "Be short." }, temperature: 0, seed: 7, mode: "hq" });
  await over(runId).toBe("done");
  const results = db.select().from(replayResults).all();
  expect(results.map(({ aiText, facts }) => [aiText, facts.outcome, facts.errorCode])).toEqual(
    Array(3).fill(["A new answer.", "done", null]),
  );
  expect(results[0]?.facts).toMatchObject({ mode: "hq", recognisedText: expect.stringContaining("milliseconds") });
  const asked = (await replay.standIns.llm.calls()).map(
    ({ fields }) => fields as { messages: unknown[]; max_tokens: number; temperature?: number },
  );
  const calls = asked.filter(({ max_tokens }) => max_tokens > 1);
  // What came before was read first, unmeasured, as in a conversation.
  const ahead = asked.filter((each) => !calls.includes(each));
  expect(ahead.map(({ messages }) => messages)).toEqual(calls.slice(1).map(({ messages }) => messages.slice(0, -1)));
  expect(calls[2]).toMatchObject({ temperature: 0, seed: 7 });
  expect(calls[2]?.messages[0]).toEqual({ role: "system", content: "Be short." });
  // The turns before it are the last case's context.
  expect(calls[2]?.messages).toHaveLength(1 + 4 + 1);
  const view = await viewOf(runId);
  expect(view).toMatchObject({ done_count: 3, total_count: 3, waits_for: null });
  expect(view?.frozen).toMatchObject({ appVersion: "1.2.3", temperature: 0, seed: 7 });
  expect(view?.frozen?.promptSha256).toHaveLength(1);
  expect(view?.audio_bytes).toBeGreaterThan(1_000);
  const sound = await resultAudioPath(qa, { runId, caseId: results[0]?.caseId ?? 0 });
  expect(existsSync(sound)).toBe(true);

  await deleteRun(qa, { runId });
  expect(db.select().from(auditLog).all().at(-1)).toMatchObject({ action: "replay_run.delete" });
  expect(readdirSync(join(dataDir, "audio/replays"))).toEqual([]);
  expect(db.select().from(replayResults).all()).toEqual([]);
});

test("it waits while somebody talks, gives way at once, and can be cancelled", async () => {
  const { start, request, over, viewOf, activity, qa, db } = await replay.open();
  const stopTalking = activity.begin();
  await start();
  const runId = await request();
  await expect.poll(async () => (await viewOf(runId))?.waits_for, { timeout: 10_000 }).toBe("conversations");
  expect(await replay.standIns.stt.calls()).toEqual([]);
  // Held in the middle of its first case, it begins that one again.
  await replay.standIns.llm.configure({ firstLatencyMs: 60_000 });
  stopTalking();
  await replay.standIns.llm.waitForCalls(1);
  const stopAgain = activity.begin();
  await replay.standIns.llm.waitForCalls(1, "ended");
  await replay.standIns.llm.configure({ firstLatencyMs: 0 });
  expect(db.select().from(replayResults).all()).toEqual([]);
  await expect.poll(async () => (await viewOf(runId))?.waits_for, { timeout: 10_000 }).toBe("conversations");
  stopAgain();
  await over(runId).toBe("done");

  const stopFor = activity.begin();
  const second = await request();
  const third = await request();
  await expect.poll(async () => (await viewOf(third))?.waits_for).toBe("other_jobs");
  await cancelRun(qa, { runId: second });
  await cancelRun(qa, { runId: third });
  expect([(await viewOf(second))?.state, (await viewOf(third))?.state]).toEqual(["cancelled", "cancelled"]);
  stopFor();
  const fourth = await request();
  await over(fourth).toBe("done");
  expect((await viewOf(second))?.done_count).toBe(0);
});

test("a server that ended goes on: no case is lost, none is made twice", async () => {
  const { start, request, over, db } = await replay.open();
  const first = await start();
  await replay.standIns.llm.configure({ firstLatencyMs: 50 });
  const runId = await request({}, 2);
  const made = () => db.select().from(replayResults).all().length;
  await expect.poll(made, { interval: 5, timeout: 20_000 }).toBeGreaterThan(1);
  await first.close();
  const before = db.select().from(replayResults).all();
  expect(before.length).toBeLessThan(6);
  // As kill -9 leaves it.
  db.update(jobs).set({ state: "active", attemptsMade: 2 }).run();
  await start();
  await over(runId).toBe("done");
  const after = db.select().from(replayResults).all();
  expect(after).toHaveLength(6);
  expect(after.slice(0, before.length)).toEqual(before);
});

test("a double click is one run; what can't be chosen is refused", async () => {
  const { qa, setId, staff } = await replay.open();
  const input = { setId, name: "Run", changes: {}, requestKey: "the same press" };
  expect(await requestRun(qa, input)).toEqual(await requestRun(qa, input));
  await expect(requestRun(staff, input)).rejects.toMatchObject({ code: "forbidden" });
  const { setId: empty } = await createSet(qa, { name: "Empty" });
  for (const [of, changes] of [
    [empty, {}],
    [setId, { lexiconVersion: 9 }],
    [setId, { voice: "no voice" }],
    [setId, { llm: { kind: "candidate", candidateId: 9 } }],
  ] as const)
    await expect(
      requestRun(qa, { setId: of, name: "Run", changes, requestKey: "another press" }),
    ).rejects.toMatchObject({ code: "invalid_input" });
  const changes = { voice: "99" };
  await expect(requestRun(qa, { ...input, changes, requestKey: "with a voice" })).rejects.toMatchObject({
    code: "profile_not_ready",
  });
});

test("what is gone or down is no evidence; what fails is a regression; a baseline is compared with", async () => {
  const { start, request, over, qa, setId, db, recordings, sessionId } = await replay.open();
  await changeThresholds(qa, { setId, thresholds: { cer: 0.05, firstSoundShare: 10, firstSoundMs: 60_000 } });
  await replay.standIns.llm.configure({ answer: "Steady." });
  await start();
  const base = await request();
  await over(base).toBe("done");
  await pinBaseline(qa, { setId, runId: base });
  const recorded = await compareRuns(qa, { runId: base });
  expect(recorded.against).toBeNull();
  expect(recorded.cases.map(({ verdict, reasons }) => [verdict, reasons])).toEqual(
    Array(3).fill(["changed", ["transcript_changed", "reply_changed"]]),
  );

  const [one, two] = db.select().from(replayCases).all();
  rmSync(recordings.resolve(`audio/raw/${sessionId}_1.wav`));
  db.update(replayCases)
    .set({ context: null })
    .where(eq(replayCases.id, two?.id ?? 0))
    .run();
  await replay.standIns.llm.configure({ answer: "Steady." });
  const again = await request();
  await over(again).toBe("done");
  const { against, cases } = await compareRuns(qa, { runId: again });
  expect(against?.id).toBe(base);
  expect(cases.map(({ verdict, results }) => [verdict, results[0]?.missing])).toEqual([
    ["no_evidence", "audio_gone"],
    ["no_evidence", "turn_deleted"],
    ["same", null],
  ]);
  expect(cases[0]?.case.id).toBe(one?.id);
  expect((await readTrend(qa, { setId })).map(({ run_id, verdicts }) => [run_id, verdicts])).toEqual([
    [base, expect.objectContaining({ no_evidence: 1 })],
    [again, { same: 1, improved: 0, changed: 0, regressed: 0, no_evidence: 2 }],
  ]);
  await expect(compareRuns(qa, { runId: again, against: 999 })).rejects.toMatchObject({ code: "not_found" });
});

test("a run whose server is off the list fails as a whole and says why", async () => {
  const { start, request, over, db } = await replay.open();
  await start();
  const runId = await request({ stt: { kind: "same_server", model: "another" } });
  await over(runId).toBe("failed");
  expect(db.select().from(replayRuns).all()[0]?.failedCode).toBe("model_unavailable");
});

test("the command line is a gate: 0, 1 for a regression, 2 without evidence, and no word that anybody said", async () => {
  const { start, request, over, qa, setId, dataDir } = await replay.open();
  expect(await avatarReplay(dataDir, "Cards")).toMatchObject({
    code: 2,
    err: expect.stringContaining("No AVATAR runs"),
  });
  const unlock = lockDataFolder(dataDir);
  onTestFinished(unlock);
  const thresholds = { cer: 0.05, firstSoundShare: 10, firstSoundMs: 60_000 };
  await changeThresholds(qa, { setId, thresholds });
  await replay.standIns.llm.configure({ answer: "Steady." });
  await start();
  expect(await avatarReplay(dataDir, "Cards", "--baseline")).toMatchObject({ code: 2 });
  const base = await request();
  await over(base).toBe("done");
  await pinBaseline(qa, { setId, runId: base });
  const passed = await avatarReplay(dataDir, "Cards", "--baseline", "--fail-on", "regressed");
  expect(passed).toMatchObject({
    code: 0,
    out: expect.stringMatching(/VERDICT[\s\S]*same[\s\S]*<testsuites tests="3"/),
  });
  expect(passed.out).not.toContain("Steady");
  const askedBy = (await findSet(qa, { setId })).runs.map(({ by, repeats }) => [by, repeats]);
  expect(askedBy).toEqual([
    [null, 3],
    ["qa", 1],
  ]);

  await replay.standIns.llm.configure({ fault: { kind: "status", status: 400 } });
  const junit = join(dataDir, "gate.xml");
  const failed = await avatarReplay(dataDir, "Cards", "--baseline", "--fail-on", "regressed", "--junit", junit);
  expect(failed).toMatchObject({ code: 1, out: expect.not.stringContaining("<") });
  expect(readFileSync(junit, "utf8")).toContain('failures="3"');
  await replay.standIns.llm.configure({ fault: null });
  const other = await avatarReplay(dataDir, "Cards", "--stt", "another", "--baseline", "--fail-on", "regressed");
  expect(other).toMatchObject({ code: 2 });
}, 90_000);
