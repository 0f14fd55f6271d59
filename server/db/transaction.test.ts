import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { revokedLogins } from "../../drizzle/schema";
import { migrateDatabase, openDatabase } from "./connection";
import { writeTransaction } from "./transaction";

function twoConnections() {
  const folder = mkdtempSync(join(tmpdir(), "avatar-db-"));
  const [first, second] = [openDatabase(join(folder, "app.db")), openDatabase(join(folder, "app.db"))];
  onTestFinished(() => {
    first.close();
    second.close();
    rmSync(folder, { recursive: true, force: true });
  });
  migrateDatabase(first.db, "drizzle/migrations");
  return { first, second };
}

const row = { loginId: "a", expiresAt: 1 };

test("every connection is opened as the contract says", () => {
  const { second } = twoConnections();
  const pragma = (name: string) => second.sqlite.pragma(name, { simple: true });
  expect(pragma("journal_mode")).toBe("wal");
  expect(pragma("synchronous")).toBe(2);
  expect(pragma("busy_timeout")).toBe(5000);
  expect(pragma("foreign_keys")).toBe(1);
});

test("what throws leaves nothing behind and is thrown on", () => {
  const { first } = twoConnections();
  const work = () =>
    writeTransaction(first.db, (tx) => {
      tx.insert(revokedLogins).values(row).run();
      throw new Error("changed my mind");
    });
  expect(work).toThrow("changed my mind");
  expect(first.db.select().from(revokedLogins).all()).toEqual([]);
});

test("a name that is taken is a conflict", () => {
  const { first } = twoConnections();
  const insert = () => writeTransaction(first.db, (tx) => tx.insert(revokedLogins).values(row).run());
  insert();
  expect(insert).toThrow(expect.objectContaining({ code: "conflict" }));
});

test("a lock that another process holds for too long is a storage failure that may be tried again", () => {
  const { first, second } = twoConnections();
  second.sqlite.pragma("busy_timeout = 0");
  first.sqlite.exec("begin immediate");
  const insert = () => writeTransaction(second.db, (tx) => tx.insert(revokedLogins).values(row).run());
  expect(insert).toThrow(
    expect.objectContaining({
      code: "storage_failed",
      retryable: true,
      cause: expect.objectContaining({ code: "SQLITE_BUSY" }),
    }),
  );
  first.sqlite.exec("commit");
  insert();
  expect(first.db.select().from(revokedLogins).all()).toEqual([row]);
});
