import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { noExpectations } from "../../../lib/replay/expectations";
import { defaultThresholds } from "../../../lib/replay/verdict";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { addCases } from "./add-cases";
import { changeCase } from "./change-case";
import { changeThresholds, pinBaseline, renameSet } from "./change-set";
import { findSet } from "./find-set";
import { removeCases, restoreCases } from "./remove-cases";

/** Ada and Grace have talked; Quinn reviews, and has talked too. */
async function talked() {
  const fixture = openTestDb();
  const people = { ada: await fixture.person("ada"), grace: await fixture.person("grace") };
  const quinn = await fixture.person("quinn", "qa");
  const sessionOf = { a: "", g: "", q: "" };
  for (const [turnId, person] of [
    ["a", people.ada],
    ["g", people.grace],
    ["q", quinn],
  ] as const) {
    const own = fixture.as(person);
    const { sessionId } = await startSession(own, sessionOptions);
    sessionOf[turnId] = sessionId;
    await recordTurn(own, turnInput(sessionId, 1, { turnId, userText: `my secret illness ${turnId}` }));
  }
  const rows = () => fixture.db.select().from(auditLog).orderBy(auditLog.id).all();
  return { ...fixture, ...people, quinn, reviewer: fixture.as(quinn), sessionOf, rows };
}

test("a search for a set's turns is a look at everybody's conversations: the counts answer what was searched", async () => {
  const { reviewer, quinn, rows } = await talked();
  await addCases(reviewer, { newSetName: "Secret set", filter: { q: "holiday" } });
  expect(rows()).toMatchObject([
    { action: "history.list", actorUserId: quinn.userId, after: { filteredBy: ["q"] } },
    { action: "replay_set.create", entityId: "1" },
  ]);
  await addCases(reviewer, { setId: 1, filter: { q: "illness" } });
  expect(rows().at(-1)).toMatchObject({
    ...{ action: "replay_set.add_cases", before: { version: 1 }, after: { version: 2, cases: 3 } },
  });
  expect(JSON.stringify(rows())).not.toMatch(/holiday|illness|Secret/);
});

test("turns that are added by their ids, or by their conversation's, are a look at each conversation of others", async () => {
  const { reviewer, quinn, ada, grace, sessionOf, rows, clock } = await talked();
  await addCases(reviewer, { newSetName: "Some", turnIds: ["a", "q", "unknown"] });
  const look = { action: "conversation.read", entity: "conversation", actorUserId: quinn.userId };
  expect(rows()).toMatchObject([
    { ...look, entityId: sessionOf.a, subjectUserId: ada.userId },
    { action: "replay_set.create" },
    { action: "replay_set.add_cases" },
  ]);
  clock.nowS += 60;
  await addCases(reviewer, { setId: 1, sessionIds: [sessionOf.a, sessionOf.g] });
  expect(rows()).toMatchObject([
    { ...look, entityId: sessionOf.a, times: 2 },
    { action: "replay_set.create" },
    { action: "replay_set.add_cases" },
    { ...look, entityId: sessionOf.g, subjectUserId: grace.userId },
    { action: "replay_set.add_cases" },
  ]);
});

test("a look at a set names everybody whose words are in it, but for the reader", async () => {
  const { reviewer, ada, grace, rows } = await talked();
  const { setId } = await addCases(reviewer, { newSetName: "All", turnIds: ["a", "g", "q"] });
  const { setId: own } = await addCases(reviewer, { newSetName: "Own", turnIds: ["q"] });
  const before = rows().length;
  await findSet(reviewer, { setId });
  await findSet(reviewer, { setId: own });
  expect(rows().slice(before)).toMatchObject([
    { action: "replay.read", entityId: String(setId), subjectUserId: ada.userId },
    { action: "replay.read", entityId: String(setId), subjectUserId: grace.userId },
  ]);
});

test("what changes a set is an act, without a name or a text", async () => {
  const { reviewer, rows } = await talked();
  const { setId } = await addCases(reviewer, { newSetName: "All", turnIds: ["a"] });
  const before = rows().length;
  const { caseId } = await changeCase(reviewer, {
    ...{ caseId: 1, expectedText: "typed words", expectations: noExpectations },
  });
  await removeCases(reviewer, { setId, caseIds: [caseId] });
  await restoreCases(reviewer, { setId, caseIds: [caseId] });
  await renameSet(reviewer, { setId, name: "typed name" });
  await changeThresholds(reviewer, { setId, thresholds: { ...defaultThresholds, cer: 0.2 } });
  await pinBaseline(reviewer, { setId, runId: null });
  const acts = rows().slice(before);
  expect(acts).toMatchObject([
    { action: "replay_set.change_case", after: { version: 3, caseId: 1 } },
    { action: "replay_set.remove_cases", after: { version: 4, cases: 1 } },
    { action: "replay_set.restore_cases", after: { version: 5, cases: 1 } },
    { action: "replay_set.rename", changedFields: ["name"] },
    {
      action: "replay_set.change_thresholds",
      before: { thresholds: { cer: 0.05 } },
      after: { thresholds: { cer: 0.2 } },
    },
    { action: "replay_set.pin_baseline", after: { baselineRunId: null } },
  ]);
  expect(JSON.stringify(acts)).not.toContain("typed");
});
