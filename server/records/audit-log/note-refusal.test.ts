import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { rateTurn } from "../feedback/rate-turn";
import { readConversation } from "../sessions/conversations";
import { deleteConversation } from "../sessions/delete-conversation";
import { startSession } from "../sessions/start-session";
import { openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { turnAudioPath } from "../turns/find-turn-audio";
import { recordTurn } from "../turns/record-turn";
import { createUser } from "../users/create-user";
import { listUsers } from "../users/list-users";
import { noteRefusal } from "./note-refusal";

async function asStaff() {
  const fixture = openTestDb();
  const ada = { ...(await fixture.person("ada")), address: "10.0.0.7" };
  const ctx = fixture.as(ada);
  const rows = () => fixture.db.select().from(auditLog).orderBy(auditLog.id).all();
  const refused = (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      (error: unknown) => noteRefusal(ctx, error, "rest"),
    );
  return { ...fixture, ada, ctx, rows, refused };
}

test("a refused act says who, which right was missing, from where; never what was sent", async () => {
  const { ctx, ada, rows, refused, clock } = await asStaff();
  await refused(createUser(ctx, { username: "mallory", password: "correct horse", role: "admin" }));
  expect(rows()).toMatchObject([
    {
      ...{ at: clock.nowS, actorUserId: ada.userId, address: "10.0.0.7", outcome: "refused", reason: "forbidden" },
      ...{ action: "right.use", entity: "right", entityId: "user:manage", after: { via: "rest" } },
    },
  ]);
  expect(JSON.stringify(rows())).not.toMatch(/mallory|horse/);
});

test("the same refusal again is counted, at most once a second, for ten minutes", async () => {
  const { ctx, rows, refused, clock } = await asStaff();
  for (let second = 0; second < 3; second++) {
    for (let times = 0; times < 5; times++) await refused(listUsers(ctx));
    clock.nowS += 1;
  }
  expect(rows()).toMatchObject([{ times: 3, lastAt: clock.nowS - 1 }]);
  clock.nowS += 600;
  await refused(listUsers(ctx));
  expect(rows()).toMatchObject([{ times: 3 }, { times: 1 }]);
});

test("other errors, and the system's, are no refusals", async () => {
  const { ctx, system, rows } = await asStaff();
  await noteRefusal(ctx, new AppError("not_found"), "rest");
  await noteRefusal(ctx, new Error("boom"), "rest");
  await noteRefusal(system, new AppError("forbidden"), "rest");
  expect(rows()).toEqual([]);
});

test("another person's conversation answers as one that is not there, and the row says whose it was", async () => {
  const { ctx, as, ada, person, rows, refused } = await asStaff();
  const grace = await person("grace");
  const own = as(grace);
  const { sessionId } = await startSession(own, sessionOptions);
  await recordTurn(own, turnInput(sessionId, 1, { turnId: "t1" }));
  await refused(readConversation(ctx, { sessionId }));
  await refused(turnAudioPath(ctx, { turnId: "t1", side: "user" }));
  await refused(deleteConversation(ctx, { sessionId }));
  await refused(rateTurn(ctx, { turnId: "t1", thumb: "up" }));
  const tried = { actorUserId: ada.userId, subjectUserId: grace.userId, outcome: "refused", reason: "not_found" };
  expect(rows()).toMatchObject([
    { ...tried, entity: "conversation", entityId: sessionId, after: { via: "rest", right: "history:read_all" } },
    { ...tried, entity: "turn", entityId: "t1", after: { right: "history:read_all" } },
    { ...tried, entity: "conversation", entityId: sessionId, after: { right: "history:manage_all" } },
    { ...tried, entity: "turn", entityId: "t1", after: { right: "history:manage_all" } },
  ]);
});

test("what is not there, one's own that is deleted, and what a reviewer has no use for leave no row", async () => {
  const { ctx, as, person, rows, refused } = await asStaff();
  const { sessionId } = await startSession(ctx, sessionOptions);
  await recordTurn(ctx, turnInput(sessionId, 1, { turnId: "t1" }));
  await deleteConversation(ctx, { sessionId });
  const before = rows().length;
  await refused(readConversation(ctx, { sessionId }));
  await refused(readConversation(ctx, { sessionId: "3f0c1f5e-7a44-4d3e-9d0e-2f1b7a6c5d4e" }));
  await refused(readConversation(as(await person("quinn", "qa")), { sessionId, scope: "own" }));
  expect(rows()).toHaveLength(before);
});
