import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { revokedLogins } from "../../../drizzle/schema";
import { holdLock } from "./testing/hold-lock";
import { servingDatabase } from "./testing/serving-database";

/** Lets the event loop run and answers reads meanwhile; a blocked loop would never finish. */
async function goRound(times: number, eachTime: () => Promise<unknown>): Promise<void> {
  for (let round = 0; round < times; round++) {
    await delay(5);
    await eachTime();
  }
}

test.each(["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])(
  "while another process holds the database by %s the loop goes on, reads are answered, and writes wait in their order",
  async (begin) => {
    const { db, path, write, written } = servingDatabase();
    const holder = await holdLock(path, begin, "INSERT INTO revoked_logins VALUES ('theirs', 1)");
    const settled: string[] = [];
    const writes = ["a", "b", "c", "d"].map((id) => write(id).finally(() => settled.push(id)));
    await goRound(200, () => db.read((tx) => tx.select().from(revokedLogins).all()));
    expect(settled).toEqual([]);
    await holder.release("COMMIT");
    // It runs after the waiting writes, although the lock is already released.
    await Promise.all([...writes, write("e")]);
    expect(settled).toEqual(["a", "b", "c", "d"]);
    expect(written()).toBe("theirs a b c d e");
  },
);

test("a write that waited too long fails, leaves nothing, and does not run later", async () => {
  const { path, write, written } = servingDatabase(100);
  const holder = await holdLock(path, "BEGIN IMMEDIATE");
  const failure = { code: "storage_failed", cause: { code: "SQLITE_BUSY" } };
  await Promise.all(["a", "b"].map((id) => expect(write(id)).rejects.toMatchObject(failure)));
  await holder.release();
  await write("c");
  expect(written()).toBe("c");
});

test("an attempt that meets a lock half way is rolled back and retried, once", async () => {
  const { db, written } = servingDatabase();
  let runs = 0;
  const answer = await db.write((tx) => {
    tx.insert(revokedLogins).values({ loginId: "a", expiresAt: 1 }).run();
    runs += 1;
    if (runs < 3) throw Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY" });
    return runs;
  });
  expect([answer, runs, written()]).toEqual([3, 3, "a"]);
});

test("reads that meet a lock are retried too", async () => {
  const { db } = servingDatabase();
  let runs = 0;
  const read = db.read(() => {
    runs += 1;
    if (runs < 3) throw Object.assign(new Error("database is locked"), { code: "SQLITE_BUSY_RECOVERY" });
    return "rows";
  });
  expect(await read).toBe("rows");
});

test("a write with a lock timeout of 0 fails at once and delays no other write", async () => {
  const { db, path, write, written } = servingDatabase();
  const holder = await holdLock(path, "BEGIN IMMEDIATE");
  const note = (loginId: string) =>
    db.write((tx) => tx.insert(revokedLogins).values({ loginId, expiresAt: 1 }).run(), { lockTimeoutMs: 0 });
  await expect(note("first")).rejects.toMatchObject({ code: "storage_failed" });
  const waiting = write("a");
  await expect(note("second")).rejects.toMatchObject({ code: "storage_failed" });
  await holder.release();
  await waiting;
  expect(written()).toBe("a");
});

test("after endIn nothing waits longer than its limit", async () => {
  const { path, write, endWaitingIn } = servingDatabase();
  await holdLock(path, "BEGIN IMMEDIATE");
  const before = expect(write("a")).rejects.toMatchObject({ code: "storage_failed" });
  endWaitingIn(50);
  await before;
  await expect(write("b")).rejects.toMatchObject({ code: "storage_failed" });
});

test("a slow reader and another program's DROP do not delay a write", async () => {
  const { path, write, written } = servingDatabase();
  const reader = await holdLock(path, "BEGIN", "SELECT * FROM revoked_logins");
  await write("a");
  const dropper = await holdLock(path, "BEGIN IMMEDIATE", "CREATE TABLE other (x)", "DROP TABLE other");
  const waiting = write("b");
  await dropper.release("COMMIT");
  await waiting;
  await reader.release();
  expect(written()).toBe("a b");
});
