import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { revokedLogins } from "../../../drizzle/schema";
import { migrateDatabase, openDatabase } from "./connection";

function twoConnections() {
  const folder = mkdtempSync(join(tmpdir(), "avatar-db-"));
  const [first, second] = [openDatabase(join(folder, "app.db")), openDatabase(join(folder, "app.db"))];
  onTestFinished(() => {
    first.close();
    second.close();
    rmSync(folder, { recursive: true, force: true });
  });
  migrateDatabase(first.tables, "drizzle/migrations");
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

test("an error in a transaction rolls it back and is rethrown", async () => {
  const { first } = twoConnections();
  const write = first.db.write((tx) => {
    tx.insert(revokedLogins).values(row).run();
    throw new Error("changed my mind");
  });
  await expect(write).rejects.toThrow("changed my mind");
  expect(first.tables.select().from(revokedLogins).all()).toEqual([]);
});

test("a name that is taken is a conflict", async () => {
  const { first } = twoConnections();
  const insert = () => first.db.write((tx) => tx.insert(revokedLogins).values(row).run());
  await insert();
  await expect(insert()).rejects.toMatchObject({ code: "conflict" });
});

test("a lock held too long by another process is a storage failure", async () => {
  const { first, second } = twoConnections();
  second.sqlite.pragma("busy_timeout = 0");
  first.sqlite.exec("begin immediate");
  const insert = () => second.db.write((tx) => tx.insert(revokedLogins).values(row).run());
  await expect(insert()).rejects.toMatchObject({
    code: "storage_failed",
    cause: { code: "SQLITE_BUSY" },
  });
  first.sqlite.exec("commit");
  await insert();
  expect(first.tables.select().from(revokedLogins).all()).toEqual([row]);
});
