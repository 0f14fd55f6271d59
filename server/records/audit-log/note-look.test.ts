import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { addCases } from "../replays/add-cases";
import { listConversationSummaries } from "../sessions/conversation-summaries";
import { readConversation } from "../sessions/conversations";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { turnAudioPath } from "../turns/find-turn-audio";
import { recordTurn } from "../turns/record-turn";

/** Ada has talked; Quinn reviews. */
async function talked() {
  const fixture = openTestDb();
  const ada = await fixture.person("ada");
  const quinn = { ...(await fixture.person("quinn", "qa")), address: "10.0.0.9" };
  const own = fixture.as(ada);
  const { sessionId } = await startSession(own, sessionOptions);
  await recordTurn(own, turnInput(sessionId, 1, { turnId: "t1" }));
  await recordTurn(own, turnInput(sessionId, 2, { turnId: "t2" }));
  const rows = () => fixture.db.select().from(auditLog).orderBy(auditLog.id).all();
  return { ...fixture, ada, quinn, own, reviewer: fixture.as(quinn), sessionId, rows };
}

test("looking at somebody else's conversation is one row: who, what, whose, when, from where", async () => {
  const { reviewer, quinn, ada, sessionId, clock, rows } = await talked();
  await readConversation(reviewer, { sessionId });
  expect(rows()).toMatchObject([
    {
      ...{ at: clock.nowS, actorUserId: quinn.userId, address: "10.0.0.9", subjectUserId: ada.userId },
      ...{ action: "conversation.read", entity: "conversation", entityId: sessionId, outcome: "allowed", times: 1 },
    },
  ]);
});

test("one's own conversation and the system's work leave no row", async () => {
  const { own, system, sessionId, rows } = await talked();
  await readConversation(own, { sessionId });
  await turnAudioPath(own, { turnId: "t1", side: "user" });
  await listConversationSummaries(own);
  await readConversation(system, { sessionId });
  expect(rows()).toEqual([]);
});

test("sounds of one conversation are one row, and looks within a minute one look", async () => {
  const { reviewer, sessionId, clock, rows } = await talked();
  const hear = (turnId: string) => turnAudioPath(reviewer, { turnId, side: "user" });
  await hear("t1");
  await hear("t2");
  expect(rows()).toMatchObject([{ action: "recording.hear", entityId: sessionId, times: 1, lastAt: null }]);
  clock.nowS += 60;
  await hear("t2");
  expect(rows()).toMatchObject([{ times: 2, lastAt: clock.nowS }]);
  clock.nowS += 540;
  await hear("t1");
  expect(rows()).toMatchObject([{ times: 2 }, { times: 1 }]);
});

test("another person, another address and another conversation are rows of their own", async () => {
  const { as, quinn, own, sessionId, person, rows } = await talked();
  const { sessionId: second } = await startSession(own, sessionOptions);
  await recordTurn(own, turnInput(second, 1, { turnId: "t3" }));
  const boss = await person("boss", "admin");
  for (const actor of [quinn, { ...quinn, address: "10.0.0.8" }, boss])
    await readConversation(as(actor), { sessionId });
  await readConversation(as(quinn), { sessionId: second });
  expect(rows()).toHaveLength(4);
});

test("a list of everybody's says what it was narrowed to, and never what somebody typed", async () => {
  const { reviewer, ada, rows } = await talked();
  await listConversationSummaries(reviewer, { q: "secret words", person: "ADA", model: "typed", from: 5 });
  await listConversationSummaries(reviewer, { person: "my password" });
  expect(rows()).toMatchObject([
    { action: "history.list", subjectUserId: ada.userId, after: { filteredBy: ["q", "person", "from", "model"] } },
    { subjectUserId: null, after: { filteredBy: ["person"] } },
  ]);
  expect(JSON.stringify(rows())).not.toMatch(/secret|ADA|typed|password/);
});

test("all looks of one act are one transaction", async () => {
  const { reviewer, own, sessionId, rows } = await talked();
  const sessionIds = [sessionId];
  for (const turnId of ["t3", "t4"]) {
    const { sessionId: next } = await startSession(own, sessionOptions);
    await recordTurn(own, turnInput(next, 1, { turnId }));
    sessionIds.push(next);
  }
  let writes = 0;
  const db: typeof reviewer.db = {
    ...reviewer.db,
    write(work) {
      writes += 1;
      return reviewer.db.write(work);
    },
  };
  await addCases({ ...reviewer, db }, { newSetName: "Weather", sessionIds });
  const looks = rows().filter(({ action }) => action === "conversation.read");
  expect(looks.map(({ entityId }) => entityId).sort()).toEqual(sessionIds.sort());
  // The looks, and the cases.
  expect(writes).toBe(2);
});

test("what can't be recorded is not shown", async () => {
  const { reviewer, sessionId, sqlite } = await talked();
  sqlite.exec("CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'disk'); END");
  await expect(readConversation(reviewer, { sessionId })).rejects.toThrow();
});

test("what goes on when the owner is gone from `sessions`: the turns say whose it is", async () => {
  const { reviewer, ada, db, sqlite, sessionId, rows } = await talked();
  sqlite.pragma("foreign_keys = OFF");
  sqlite.prepare("DELETE FROM sessions WHERE id = ?").run(sessionId);
  await readConversation(reviewer, { sessionId });
  expect(rows()).toMatchObject([{ subjectUserId: ada.userId }]);
  expect(db.select().from(auditLog).where(eq(auditLog.outcome, "refused")).all()).toEqual([]);
});
