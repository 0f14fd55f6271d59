import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { revokedLogins } from "../../../drizzle/schema";
import type { Database } from "./database";
import { holdLock } from "./testing/hold-lock";
import { servingDatabase } from "./testing/serving-database";

const put = (db: Database, loginId: string) =>
  db.write((tx) => {
    tx.insert(revokedLogins).values({ loginId, expiresAt: 1 }).run();
  });
const ids = (db: Database) =>
  db.read((tx) =>
    tx
      .select({ loginId: revokedLogins.loginId })
      .from(revokedLogins)
      .all()
      .map(({ loginId }) => loginId)
      .join(" "),
  );

test("joined work sees the transaction's rows, others see them only after the commit", async () => {
  const { db, written } = servingDatabase();
  const outside: Promise<string>[] = [];
  const inside = await db.transaction(async (joined) => {
    await put(joined, "a");
    outside.push(ids(db));
    await put(joined, "b");
    return ids(joined);
  });
  expect(inside).toBe("a b");
  // This read was requested during the transaction and waited for its end.
  expect(await Promise.all(outside)).toEqual(["a b"]);
  expect(written()).toBe("a b");
});

test("a read during an open transaction does not see rows that are rolled back", async () => {
  const { db, written } = servingDatabase();
  let outside: Promise<string> | undefined;
  const failed = db.transaction(async (joined) => {
    await put(joined, "a");
    outside = ids(db);
    throw new Error("changed my mind");
  });
  await expect(failed).rejects.toThrow("changed my mind");
  expect([await outside, written()]).toEqual(["", ""]);
});

test("writes and transactions during an open transaction wait and keep their order", async () => {
  const { db, write, written } = servingDatabase();
  const later: Promise<void>[] = [];
  await db.transaction(async (joined) => {
    later.push(
      write("b"),
      db.transaction((other) => put(other, "c")),
      write("d"),
    );
    await put(joined, "a");
  });
  await Promise.all(later);
  expect(written()).toBe("a b c d");
});

test("a failed write leaves nothing of its own, and a caller that catches its error may go on", async () => {
  const { db, written } = servingDatabase();
  await db.transaction(async (joined) => {
    await put(joined, "a");
    const twice = joined.write((tx) => {
      tx.insert(revokedLogins).values({ loginId: "b", expiresAt: 1 }).run();
      tx.insert(revokedLogins).values({ loginId: "a", expiresAt: 1 }).run();
    });
    await expect(twice).rejects.toMatchObject({ code: "conflict" });
    await put(joined, "c");
  });
  expect(written()).toBe("a c");
});

test("a nested transaction joins the outer one; when it fails nothing is kept, even if its error is caught", async () => {
  const { db, written } = servingDatabase();
  await db.transaction(async (joined) => {
    await put(joined, "a");
    await joined.transaction((inner) => put(inner, "b"));
  });
  const caught = db.transaction(async (joined) => {
    await put(joined, "c");
    await joined
      .transaction(async (inner) => {
        await put(inner, "d");
        throw new Error("changed my mind");
      })
      .catch(() => undefined);
  });
  await expect(caught).rejects.toThrow("rolled back");
  expect(written()).toBe("a b");
});

test.each<[string, (db: Database) => Promise<unknown>]>([
  ["time", () => delay(1)],
  ["the doors outside of it", (db) => ids(db)],
  ["nothing that ever comes", () => new Promise(() => undefined)],
])("a transaction that waits for %s is rolled back, and holds nobody up", async (_, wait) => {
  const { db, write, written } = servingDatabase();
  let joinedDoors: Database | undefined;
  const late = db.transaction(async (joined) => {
    joinedDoors = joined;
    await put(joined, "a");
    await wait(db);
    await put(joined, "b");
  });
  const other = write("c");
  await expect(late).rejects.toThrow("waited for something else");
  await other;
  if (!joinedDoors) throw new Error("No transaction was begun.");
  await expect(put(joinedDoors, "d")).rejects.toThrow("The transaction is over.");
  expect(written()).toBe("c");
});

test("the lock of another process is waited for, in the order of the writes", async () => {
  const { db, path, write, written } = servingDatabase();
  const holder = await holdLock(path, "BEGIN IMMEDIATE", "INSERT INTO revoked_logins VALUES ('theirs', 1)");
  let runs = 0;
  const all = [
    write("a"),
    db.transaction(async (joined) => {
      runs += 1;
      await put(joined, "b");
      await put(joined, "c");
    }),
    write("d"),
  ];
  await delay(60);
  expect(runs).toBe(0);
  await holder.release("COMMIT");
  await Promise.all(all);
  expect([written(), runs]).toEqual(["theirs a b c d", 1]);
});

test("a lock that lasts longer than the lock timeout is a storage failure", async () => {
  const { db, path, written } = servingDatabase(50);
  const holder = await holdLock(path, "BEGIN IMMEDIATE");
  const failed = db.transaction((joined) => put(joined, "a"));
  await expect(failed).rejects.toMatchObject({ code: "storage_failed", cause: { code: "SQLITE_BUSY" } });
  await holder.release();
  await db.transaction((joined) => put(joined, "b"));
  expect(written()).toBe("b");
});
