import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { replayResults, replayRuns } from "../../../drizzle/schema";
import { noExpectations } from "../../../lib/replay/expectations";
import { deleteConversation, restoreConversation } from "../sessions/delete-conversation";
import { removeConversation } from "../sessions/remove-conversation";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, tone, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { addCases } from "./add-cases";
import { findCaseWork } from "./case-work";
import { changeCase } from "./change-case";
import { chooseBlind } from "./choose-blind";
import { compareRuns } from "./compare-runs";
import { findSet } from "./find-set";
import { replaysOfConversation } from "./replays-of-conversation";
import { resultAudioPath } from "./result-audio";
import { beginRun } from "./run-work";
import { requestRun } from "./runs";
import { setVerdict } from "./set-verdict";
import { type CaseResult, storeResult } from "./store-result";

const result: CaseResult = {
  ...{ userText: "apricot heard", aiText: "apricot said", pcm: tone(1), systemPrompt: null },
  facts: {
    ...{ outcome: "done", errorCode: null, missing: null, finishReason: "stop", recognisedText: "apricot heard" },
    ...{ heardReplacements: [], saidReplacements: [], models: { stt: null, llm: null, tts: null } },
    ...{ voice: null, voiceReferenceSha256: null, mode: null, lexiconVersion: null, promptSha256: null },
    ...{ aiAudioMs: 1_000, calls: [] },
  },
};

/** A set of one turn, whose every text has the word apricot, and a run that made one of its two results. */
async function begin() {
  const opened = openTestDb();
  const staff = opened.as(await opened.person("staff"));
  const system = opened.as({ kind: "system", job: "jobs" });
  const { sessionId } = await startSession(staff, sessionOptions);
  await recordTurn(staff, turnInput(sessionId, 1, { userText: "apricot asked", aiText: "apricot answered" }));
  const qa = opened.as(await opened.person("qa", "qa"));
  const { setId } = await addCases(qa, { newSetName: "Cards", sessionIds: [sessionId] });
  const [added] = (await findSet(qa, { setId })).cases;
  const { caseId } = await changeCase(qa, {
    caseId: added?.id ?? 0,
    expectedText: "apricot expected",
    expectations: { ...noExpectations, mustContain: ["apricot"] },
  });
  const { runId } = await requestRun(qa, { setId, name: "Run", changes: {}, repeats: 2, requestKey: "request-1" });
  await beginRun(system, runId);
  await storeResult(system, { runId, caseId, repeat: 0 }, result);
  const judged = { runId, againstRunId: null, caseId };
  await setVerdict(qa, { ...judged, verdict: "same", note: "apricot noted" });
  const seen = async () => {
    const all = [await findSet(qa, { setId }), await compareRuns(qa, { runId, against: 0 })];
    return JSON.stringify([all, await replaysOfConversation(qa, { sessionId })]);
  };
  return { ...opened, staff, qa, system, sessionId, setId, runId, caseId, judged, seen };
}

test("what a deleted conversation said is not seen, heard, judged or run; after an undo it is", async () => {
  const { qa, staff, system, sessionId, setId, runId, caseId, judged, seen } = await begin();
  const before = await seen();
  await deleteConversation(staff, { sessionId });

  expect(await seen()).not.toContain("apricot");
  expect(await seen()).not.toContain("/audio");
  expect((await findSet(qa, { setId })).cases).toMatchObject([{ is_deleted: true, context_turns: 0 }]);
  const [compared] = (await compareRuns(qa, { runId, against: 0 })).cases;
  expect(compared).toMatchObject({ base: null, results: [{ outcome: "unavailable", missing: "turn_deleted" }] });
  const gone = { code: "not_found" };
  await expect(resultAudioPath(qa, { runId, caseId })).rejects.toMatchObject(gone);
  await expect(setVerdict(qa, { ...judged, verdict: "same", note: "apricot" })).rejects.toMatchObject(gone);
  await expect(chooseBlind(qa, { ...judged, repeat: 0, choice: "run" })).rejects.toMatchObject(gone);
  const change = { caseId, expectedText: null, expectations: noExpectations };
  await expect(changeCase(qa, change)).rejects.toMatchObject(gone);
  expect(await replaysOfConversation(qa, { sessionId })).toEqual({});
  expect(
    await addCases(qa, { newSetName: "Late", sessionIds: [sessionId], turnIds: [`${sessionId}-t1`] }),
  ).toMatchObject({ added: 0, skipped: 1 });
  expect(await findCaseWork(system, { runId, caseId })).toBe("turn_deleted");

  await restoreConversation(staff, { sessionId });
  expect(await seen()).toBe(before);
  expect(await resultAudioPath(qa, { runId, caseId })).toContain(`${caseId}-0.wav`);
  expect(await findCaseWork(system, { runId, caseId })).toMatchObject({ language: "en" });
});

test("a result that was being made when the conversation was deleted keeps no words and no sound", async () => {
  const { db, staff, system, sessionId, runId, caseId } = await begin();
  await deleteConversation(staff, { sessionId });
  expect(await storeResult(system, { runId, caseId, repeat: 1 }, result)).toBe(true);
  const late = db.select().from(replayResults).where(eq(replayResults.repeat, 1)).get();
  expect(late).toMatchObject({ userText: null, aiText: null, aiAudioPath: null, audioBytes: 0 });
  expect(late?.facts).toMatchObject({ outcome: "unavailable", missing: "turn_deleted", recognisedText: null });
});

test("once a conversation is removed, its verdicts take no note any more", async () => {
  const { db, qa, staff, system, sessionId, runId, judged, seen } = await begin();
  await deleteConversation(staff, { sessionId });
  await removeConversation(system, sessionId);
  const noted = setVerdict(qa, { ...judged, verdict: "same", note: "apricot" });
  await expect(noted).rejects.toMatchObject({ code: "not_found" });
  expect(await seen()).not.toContain("apricot");
  expect(db.select().from(replayRuns).where(eq(replayRuns.id, runId)).all()).toHaveLength(1);
});
