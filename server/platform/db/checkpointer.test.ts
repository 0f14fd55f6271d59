import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay, setImmediate as nextTick } from "node:timers/promises";
import DatabaseDriver from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { startCheckpointer } from "./checkpointer";
import { holdLock } from "./testing/hold-lock";
import { servingDatabase } from "./testing/serving-database";

const mebibyte = 1024 * 1024;
const walBytes = (path: string) => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
const waitUntil = (condition: () => boolean) => expect.poll(condition, { interval: 50, timeout: 60_000 }).toBe(true);

/** Writes small transactions one after another until `isEnough(count)`. */
async function writeSteadily(database: ReturnType<typeof servingDatabase>, isEnough: (writes: number) => boolean) {
  for (let writes = 0; !isEnough(writes); writes++) {
    await database.write(`${writes} ${"x".repeat(mebibyte / 8)}`);
    await nextTick();
  }
}

test("the log is emptied repeatedly during steady writes, although no write checkpoints", async () => {
  const database = servingDatabase();
  expect(database.sqlite.pragma("wal_autocheckpoint", { simple: true })).toBe(0);
  let before = 0;
  let emptied = 0;
  await writeSteadily(database, () => {
    const bytes = walBytes(database.path);
    if (bytes < before) emptied += 1;
    before = bytes;
    return emptied === 3;
  });
  await waitUntil(() => walBytes(database.path) < mebibyte);
  expect(database.sqlite.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(database.troubles).toEqual([]);
});

test("a long read lets the log grow; after it the log shrinks again", async () => {
  const database = servingDatabase();
  const reader = await holdLock(database.path, "BEGIN", "SELECT count(*) FROM revoked_logins");
  await writeSteadily(database, (writes) => writes === 40);
  expect(walBytes(database.path)).toBeGreaterThan(4 * mebibyte);
  await reader.release();
  await waitUntil(() => walBytes(database.path) < mebibyte);
});

test("a small log is emptied when asked, also once a reader has ended", async () => {
  const database = servingDatabase();
  const reader = await holdLock(database.path, "BEGIN", "SELECT count(*) FROM revoked_logins");
  await database.write("first");
  database.emptyLog();
  await delay(1_200);
  expect(walBytes(database.path)).toBeGreaterThan(0);
  await reader.release();
  // Long before a log that nobody asked for would be emptied.
  await expect.poll(() => walBytes(database.path), { timeout: 15_000 }).toBe(0);
});

test("a thread failure during close is reported, and close still completes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-db-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const troubles: unknown[] = [];
  await startCheckpointer(join(folder, "gone.db"), (error) => troubles.push(error)).close();
  expect(troubles).toHaveLength(1);
});

test("a log left by a crash is checkpointed", async () => {
  const database = servingDatabase();
  await database.close();
  await writeSteadily(database, (writes) => writes === 30);
  const folder = mkdtempSync(join(tmpdir(), "avatar-db-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.db");
  for (const end of ["", "-wal"]) copyFileSync(`${database.path}${end}`, `${path}${end}`);
  expect(walBytes(path)).toBeGreaterThan(3 * mebibyte);
  const sqlite = new DatabaseDriver(path);
  const checkpointer = startCheckpointer(path, () => undefined);
  await waitUntil(() => walBytes(path) < mebibyte);
  await checkpointer.close();
  expect(sqlite.prepare("SELECT count(*) FROM revoked_logins").pluck().get()).toBe(30);
  sqlite.close();
});
