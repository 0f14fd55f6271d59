import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import type { z } from "zod";
import { conversations, turnCorrections, turnDetails } from "../../../drizzle/schema";
import type { historyFilterSchema } from "../../../lib/history-filter";
import { noExpectations } from "../../../lib/replay/expectations";
import { mostCasesAtOnce } from "../../../lib/replay/views";
import { deleteConversation } from "../sessions/delete-conversation";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { addCases } from "./add-cases";
import { changeCase } from "./change-case";
import { changeThresholds, pinBaseline, renameSet } from "./change-set";
import { createSet } from "./create-set";
import { deleteSet } from "./delete-set";
import { findSet } from "./find-set";
import { listSets } from "./list-sets";
import { removeCases, restoreCases } from "./remove-cases";
import { setVerdict } from "./set-verdict";

type HistoryFilterInput = z.input<typeof historyFilterSchema>;

/** A conversation of three turns by somebody else, and an empty set of a QA person. */
async function begin() {
  const opened = openTestDb();
  const staff = opened.as(await opened.person("staff"));
  const { sessionId } = await startSession(staff, sessionOptions);
  for (const number of [1, 2, 3]) await recordTurn(staff, turnInput(sessionId, number));
  const qa = opened.as(await opened.person("qa", "qa"));
  const { setId } = await createSet(qa, { name: "Cards" });
  return { ...opened, staff, qa, sessionId, setId, turnId: (number: number) => `${sessionId}-t${number}` };
}

test("a whole conversation makes one version; turns that are in it are skipped", async () => {
  const { qa, setId, sessionId, turnId } = await begin();
  const one = { setId, leftOut: 0 };
  expect(await addCases(qa, { setId, turnIds: [turnId(2)] })).toEqual({ ...one, added: 1, skipped: 0, version: 2 });
  expect(await addCases(qa, { setId, sessionIds: [sessionId] })).toEqual({ ...one, added: 2, skipped: 1, version: 3 });
  const unknown = await addCases(qa, { setId, turnIds: ["gone"], sessionIds: ["gone"] });
  expect(unknown).toEqual({ ...one, added: 0, skipped: 1, version: 3 });
  const set = await findSet(qa, { setId });
  expect(set).toMatchObject({ name: "Cards", version: 3, case_count: 3, run_count: 0, by: "qa", last_run: null });
  expect(set.cases.map(({ turn_id, context_turns }) => [turn_id, context_turns])).toEqual([
    [turnId(2), 1],
    [turnId(1), 0],
    [turnId(3), 2],
  ]);
  expect((await listSets(qa)).map(({ id }) => id)).toEqual([setId]);
});

test("a filter of the history adds the turns that fulfil it, to a set that is made for them", async () => {
  const { qa, staff, sessionId, turnId } = await begin();
  const { sessionId: deleted } = await startSession(staff, sessionOptions);
  await recordTurn(staff, turnInput(deleted, 1, { aiText: "answer 2 was deleted" }));
  await deleteConversation(staff, { sessionId: deleted });
  const { sessionId: other } = await startSession(staff, sessionOptions);
  await recordTurn(staff, turnInput(other, 1, { errorCode: "model_unavailable" }));
  await recordTurn(staff, turnInput(other, 2, { userText: " ", userAudio: null }));
  const added = async (filter: HistoryFilterInput, newSetName: string) => {
    const { setId, ...counts } = await addCases(qa, { newSetName, filter });
    return { ...counts, turns: (await findSet(qa, { setId })).cases.map(({ turn_id }) => turn_id) };
  };
  const counts = { skipped: 0, leftOut: 0, version: 2 };
  const found = await added({ q: "answer 2" }, "Searched");
  expect(found).toEqual({ ...counts, added: 1, skipped: 1, turns: [turnId(2)] });
  expect(await added({ errors: "1" }, "Errors")).toEqual({ ...counts, added: 1, turns: [`${other}-t1`] });
  expect(await added({ q: "nowhere" }, "None")).toEqual({ ...counts, added: 0, version: 1, turns: [] });
  expect(await added({ person: "nobody" }, "Nobody")).toMatchObject({ added: 0 });
  expect(await added({}, "All")).toMatchObject({ added: 4, skipped: 1 });
  const taken = addCases(qa, { newSetName: "ALL", sessionIds: [sessionId] });
  await expect(taken).rejects.toMatchObject({ code: "conflict" });
  expect((await listSets(qa)).filter(({ name }) => name === "ALL")).toEqual([]);
  for (const into of [{}, { setId: 1, newSetName: "Both" }]) {
    await expect(addCases(qa, into)).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("of more turns than fit at once, the newest are added and the others are counted", async () => {
  const { qa, setId, db } = await begin();
  const sessionOf = (number: number) => `conversation-${Math.ceil(number / 10)}`;
  const { id: _id, ...turn } = db.select().from(conversations).where(eq(conversations.turnNumber, 1)).all()[0] ?? {};
  const { conversationId: _of, ...details } = db.select().from(turnDetails).all()[0] ?? {};
  db.transaction((tx) => {
    for (let turnNumber = 1; turnNumber <= mostCasesAtOnce; turnNumber++) {
      const row = { ...turn, sessionId: sessionOf(turnNumber), turnNumber } as typeof conversations.$inferInsert;
      const conversationId = tx.insert(conversations).values(row).returning({ id: conversations.id }).get().id;
      const more = { ...details, conversationId, turnId: `turn-${turnNumber}` };
      tx.insert(turnDetails)
        .values(more as typeof turnDetails.$inferInsert)
        .run();
    }
  });
  const added = await addCases(qa, { setId, filter: {} });
  expect(added).toEqual({ setId, added: mostCasesAtOnce, skipped: 0, leftOut: 3, version: 2 });
  const { cases } = await findSet(qa, { setId });
  expect([cases.at(0)?.turn_id, cases.at(-1)?.turn_id]).toEqual(["turn-1", `turn-${mostCasesAtOnce}`]);
});

test("the context of a case is what the model is told in a conversation", async () => {
  const { qa, staff, setId, sessionId, turnId, db } = await begin();
  const say = (number: number, change: Parameters<typeof turnInput>[2] = {}) =>
    recordTurn(staff, turnInput(sessionId, number, { language: "en", ...change }));
  await say(4, { userText: "meant", userAudio: null, supersedesTurnId: turnId(3), heardChars: 3 });
  await say(5, { aiText: "" });
  await say(6);
  await say(7, { userAudio: null, supersedesTurnId: turnId(2) });
  await say(8);
  await addCases(qa, { setId, turnIds: [3, 6, 7, 8].map(turnId) });
  const rows = db.query.replayCases.findMany().sync();
  const contextOf = (number: number) =>
    rows.find((row) => row.turnId === turnId(number))?.context?.map(({ content }) => content);
  // No turn without a reply, none that was corrected away, and a mark where hearing ended.
  expect(contextOf(6)).toEqual([
    ...["question 1", "answer 1", "question 2", "answer 2"],
    ...["meant", "ans [they stopped listening here] wer 4"],
  ]);
  // A correction takes the turn's place: it and all that followed are gone.
  expect(contextOf(7)).toEqual(["question 1", "answer 1"]);
  expect(contextOf(8)).toEqual(["question 1", "answer 1", "question 7", "answer 7"]);
  // The corrected turn itself expects what was meant.
  const { cases } = await findSet(qa, { setId });
  expect(cases.find(({ turn_id }) => turn_id === turnId(3))?.expected_text).toBe("meant");
});

test("a case expects what its turn's newest correction says, until somebody writes it by hand", async () => {
  const { qa, staff, setId, turnId, db } = await begin();
  const row = db.select().from(conversations).where(eq(conversations.turnNumber, 2)).get();
  if (!row || staff.actor.kind !== "user") throw new Error("There is no such turn.");
  const { userId } = staff.actor;
  const correct = (text: string) => {
    const correction = { conversationId: row.id, previousText: row.userText, text, userId, createdAt: 1 };
    db.insert(turnCorrections).values(correction).run();
    db.update(conversations).set({ userText: text }).where(eq(conversations.id, row.id)).run();
  };
  const expected = async () => (await findSet(qa, { setId })).cases.map(({ expected_text }) => expected_text);
  const write = async (text: string | null) => {
    const [, second] = (await findSet(qa, { setId })).cases;
    await changeCase(qa, { caseId: second?.id ?? 0, expectedText: text, expectations: noExpectations });
  };
  await addCases(qa, { setId, turnIds: [turnId(1), turnId(2)] });
  expect(await expected()).toEqual([null, null]);
  correct("right");
  expect(await expected()).toEqual([null, "right"]);
  // Whoever changes something else hands in the text that the dialog shows.
  await write("right");
  correct("quite right");
  expect(await expected()).toEqual([null, "quite right"]);
  await write("by hand");
  correct("too late");
  expect(await expected()).toEqual([null, "by hand"]);
  await write(null);
  expect(await expected()).toEqual([null, "too late"]);
});

test("what a case expects, and which cases there are, belong to a version", async () => {
  const { qa, setId, sessionId, db } = await begin();
  await addCases(qa, { setId, sessionIds: [sessionId] });
  const [first, second] = (await findSet(qa, { setId })).cases;
  if (!first || !second) throw new Error("Cases are missing.");
  const expectations = { ...noExpectations, mustContain: ["年費"], maxFirstSoundMs: 900 };
  const { caseId } = await changeCase(qa, { caseId: first.id, expectedText: "信用卡", expectations });
  await expect(changeCase(qa, { caseId: first.id, expectedText: null, expectations })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await removeCases(qa, { setId, caseIds: [second.id] })).toEqual({ removed: 1 });
  expect(await removeCases(qa, { setId, caseIds: [second.id] })).toEqual({ removed: 0 });
  const set = await findSet(qa, { setId });
  expect([set.version, set.case_count]).toEqual([4, 2]);
  // A changed case keeps its place.
  expect(set.cases.at(0)).toMatchObject({ id: caseId, expected_text: "信用卡", expectations });
  const kept = db.query.replayCases.findMany().sync();
  expect(kept.map(({ addedIn, removedIn }) => [addedIn, removedIn])).toEqual([
    [2, 3],
    [2, 4],
    [2, null],
    [3, null],
  ]);
});

test("a case that was taken out comes back as it was and where it was, once", async () => {
  const { qa, setId, sessionId, turnId } = await begin();
  await addCases(qa, { setId, sessionIds: [sessionId] });
  const before = await findSet(qa, { setId });
  const [, second] = before.cases;
  if (!second) throw new Error("The case is missing.");
  const expectations = { ...noExpectations, mustContain: ["年費"] };
  const { caseId } = await changeCase(qa, { caseId: second.id, expectedText: null, expectations });
  await removeCases(qa, { setId, caseIds: [caseId] });
  // The one from before the change is no second way back.
  expect(await restoreCases(qa, { setId, caseIds: [caseId] })).toEqual({ restored: 1 });
  expect(await restoreCases(qa, { setId, caseIds: [caseId, second.id] })).toEqual({ restored: 0 });
  const { version, cases } = await findSet(qa, { setId });
  expect(version).toBe(5);
  expect(cases.map(({ turn_id }) => turn_id)).toEqual([1, 2, 3].map(turnId));
  expect(cases[1]).toMatchObject({ expectations, context_turns: 1 });
  const { setId: otherId } = await createSet(qa, { name: "Other" });
  expect(await restoreCases(qa, { setId: otherId, caseIds: [caseId] })).toEqual({ restored: 0 });
  await expect(restoreCases(qa, { setId: 99, caseIds: [caseId] })).rejects.toMatchObject({ code: "not_found" });
});

test("names are one set's alone; thresholds have bounds; what is not there can't be pinned or judged", async () => {
  const { qa, setId } = await begin();
  await expect(createSet(qa, { name: " cards " })).rejects.toMatchObject({ code: "conflict" });
  await renameSet(qa, { setId, name: "CARDS" });
  await changeThresholds(qa, { setId, thresholds: { cer: 0.1, firstSoundShare: 0, firstSoundMs: 50 } });
  expect(await findSet(qa, { setId })).toMatchObject({ name: "CARDS", thresholds: { cer: 0.1, firstSoundMs: 50 } });
  const tooMuch = changeThresholds(qa, { setId, thresholds: { cer: 2, firstSoundShare: 0, firstSoundMs: 50 } });
  await expect(tooMuch).rejects.toMatchObject({ code: "invalid_input" });
  await expect(pinBaseline(qa, { setId, runId: 9 })).rejects.toMatchObject({ code: "not_found" });
  const judged = setVerdict(qa, { runId: 9, againstRunId: null, caseId: 1, verdict: "same" });
  await expect(judged).rejects.toMatchObject({ code: "not_found" });
  await deleteSet(qa, { setId });
  await expect(findSet(qa, { setId })).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteSet(qa, { setId })).rejects.toMatchObject({ code: "not_found" });
});
