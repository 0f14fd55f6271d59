import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { migrationsFolder } from "../../records/testing/test-db";
import { migrateDatabase, openDatabase } from "../db/connection";
import { silentLogger } from "../observability/logger";
import { touchDatabase } from "./touch-database";
import { type StorageWatchOptions, watchStorage } from "./watch-storage";

const mib = 2 ** 20;

/** Whether this user may mount: only root may. */
const mayMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
})();

/** A watched data folder with a real database; with `disk` it is on a disk of its own of 20 MiB. */
async function watchedFolder(options: Partial<StorageWatchOptions> & { disk?: boolean } = {}) {
  const root = mkdtempSync(join(tmpdir(), "avatar-storage-"));
  if (options.disk) execFileSync("mount", ["-t", "tmpfs", "-o", "size=20m", "tmpfs", root]);
  const dataDir = join(root, "data");
  mkdirSync(dataDir);
  const databasePath = join(dataDir, "app.db");
  const { db, tables, sqlite } = openDatabase(databasePath);
  migrateDatabase(tables, migrationsFolder);
  const touches: boolean[] = [];
  const watch = watchStorage({
    dataDir,
    databasePath,
    modelsDir: root,
    limits: { warnBytes: mib, minBytes: mib / 2 },
    touchDatabase: (really) => {
      touches.push(really);
      return touchDatabase(db, really);
    },
    logger: silentLogger,
    nowMs: () => performance.now(),
    pollEveryMs: { well: 20, unwell: 20 },
    ...options,
  });
  onTestFinished(() => {
    watch.close();
    sqlite.close();
    if (options.disk) execFileSync("umount", ["-l", root]);
    rmSync(root, { recursive: true, force: true });
  });
  // Wait for the first poll.
  await expect.poll(() => watch.report().free_mib, { timeout: 30_000 }).not.toBeNull();
  const becomes = (state: string) => expect.poll(() => watch.report().state, { timeout: 30_000 }).toBe(state);
  return { root, dataDir, databasePath, sqlite, watch, becomes, touches };
}

test("a healthy folder that nobody uses is polled without a write", async () => {
  const { watch, sqlite, touches, dataDir } = await watchedFolder();
  await expect.poll(() => touches.length).toBeGreaterThan(1);
  const changes = () => sqlite.pragma("data_version", { simple: true });
  const before = changes();
  const had = touches.length;
  await expect.poll(() => touches.length).toBeGreaterThan(had + 5);
  expect(touches.slice(1)).toEqual(touches.slice(1).map(() => false));
  expect(changes()).toBe(before);
  expect(readdirSync(dataDir).filter((name) => name.startsWith(".avatar"))).toEqual([]);
  expect(watch.report()).toMatchObject({
    state: "ok",
    free_mib: expect.any(Number),
    models_free_mib: expect.any(Number),
  });
});

test("after a suspicion the folder is written to at once", async () => {
  const { watch, touches } = await watchedFolder({ pollEveryMs: { well: 600_000, unwell: 600_000 } });
  await expect.poll(() => touches).toEqual([true]);
  watch.suspect();
  await expect.poll(() => touches).toEqual([true, true]);
});

test("a data folder that is gone is missing, and well again when it is back", async () => {
  const { dataDir, becomes } = await watchedFolder();
  await becomes("ok");
  renameSync(dataDir, `${dataDir}-away`);
  await becomes("missing");
  renameSync(`${dataDir}-away`, dataDir);
  await becomes("ok");
});

test("another file in the place of the open database counts as a missing database", async () => {
  const { databasePath, becomes } = await watchedFolder();
  await becomes("ok");
  renameSync(databasePath, `${databasePath}-away`);
  writeFileSync(databasePath, "");
  await becomes("missing");
});

test("another program's lock is first a warning, then stops storing, and both end with the lock", async () => {
  let lateMs = 0;
  const { databasePath, watch, becomes } = await watchedFolder({ nowMs: () => performance.now() + lateMs });
  await becomes("ok");
  const changes: string[] = [];
  watch.onChange(() => changes.push(watch.report().state));
  const other = new DatabaseDriver(databasePath);
  other.exec("BEGIN IMMEDIATE");
  await becomes("busy");
  lateMs = 30_000;
  await becomes("locked");
  other.exec("ROLLBACK");
  other.close();
  await becomes("ok");
  expect(changes.at(-1)).toBe("ok");
});

test("damage that SQLite's own check has found is reported", async () => {
  let databaseState: "checking" | "damaged" = "checking";
  const { becomes } = await watchedFolder({ databaseState: () => databaseState });
  await becomes("ok");
  databaseState = "damaged";
  await becomes("damaged");
});

test.skipIf(!mayMount)("a full disk is reported, and the state is well again once there is room", async () => {
  const { root, watch, becomes } = await watchedFolder({ disk: true, limits: { warnBytes: 2 * mib, minBytes: 0 } });
  await becomes("ok");
  const filler = join(root, "filler");
  writeFileSync(filler, Buffer.alloc((Number(watch.report().free_mib) - 1) * mib));
  await becomes("low");
  try {
    for (let i = 0; i < 1_000; i++) writeFileSync(`${filler}${i}`, Buffer.alloc(4_096));
  } catch {
    watch.suspect();
  }
  await becomes("full");
  for (const name of readdirSync(root)) if (name.startsWith("filler")) rmSync(join(root, name));
  await becomes("ok");
});

test.skipIf(!mayMount)("a read-only disk is reported, and the state is well again once it is writable", async () => {
  const { root, becomes } = await watchedFolder({ disk: true });
  await becomes("ok");
  // A disk with open files can't be made read-only, but a second, read-only mount over the same path can.
  execFileSync("mount", ["--bind", root, root]);
  execFileSync("mount", ["-o", "remount,bind,ro", root]);
  await becomes("read_only");
  execFileSync("umount", [root]);
  await becomes("ok");
});
