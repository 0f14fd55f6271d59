import { expect, test } from "vitest";
import { auditLog } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { openTestDb } from "../testing/test-db";
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
