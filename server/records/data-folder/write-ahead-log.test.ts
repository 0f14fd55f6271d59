import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { copyDatabase, newIdentity } from "./database-work.mjs";
import { inspectWriteAheadLog } from "./write-ahead-log";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-wal-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const frameBytes = 24 + 4_096;
const frameAt = (index: number) => 32 + index * frameBytes;

/** The files that a crash leaves after this many acknowledged commits, each of one row and some pages. */
function crashed(name: string, commits: number): string {
  const path = join(folder, `${name}.live`);
  const sqlite = new DatabaseDriver(path);
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma(`user_version = ${newIdentity()}`);
  sqlite.exec("CREATE TABLE words (text TEXT)");
  sqlite.pragma("wal_checkpoint(TRUNCATE)");
  const insert = sqlite.prepare("INSERT INTO words VALUES (?)");
  for (let commit = 0; commit < commits; commit++) insert.run(`${commit} `.repeat(3_000));
  const copy = join(folder, `${name}.db`);
  copyFileSync(path, copy);
  copyFileSync(`${path}-wal`, `${copy}-wal`);
  sqlite.close();
  return copy;
}

function change(path: string, at: number, bytes: Buffer) {
  const content = readFileSync(path);
  bytes.copy(content, at);
  writeFileSync(path, content);
}

test("the log that a crash leaves is whole: with many commits, a torn last one, zeros, or older frames at its end", () => {
  const path = crashed("a", 20);
  expect(inspectWriteAheadLog(path)).toBe("whole");
  const log = readFileSync(`${path}-wal`);
  truncateSync(`${path}-wal`, log.length - 1_000);
  expect(inspectWriteAheadLog(path)).toBe("whole");
  writeFileSync(`${path}-wal`, Buffer.alloc(10_000));
  expect(inspectWriteAheadLog(path)).toBe("none");
  rmSync(`${path}-wal`);
  expect(inspectWriteAheadLog(path)).toBe("none");

  // More than Node reads at once. The file is sparse, so it needs no space on the disk.
  writeFileSync(`${path}-wal`, log);
  truncateSync(`${path}-wal`, 2 ** 31 + 32);
  expect(inspectWriteAheadLog(path)).toBe("whole");
  rmSync(`${path}-wal`);

  // After a checkpoint SQLite writes from the beginning of the file; the older frames behind have other salts.
  const live = new DatabaseDriver(join(folder, "b.db"));
  onTestFinished(() => void live.close());
  live.pragma("journal_mode = WAL");
  live.exec("CREATE TABLE words (text TEXT)");
  for (let row = 0; row < 20; row++) live.prepare("INSERT INTO words VALUES (?)").run("x".repeat(9_000));
  live.pragma("wal_checkpoint(RESTART)");
  live.prepare("INSERT INTO words VALUES ('new')").run();
  expect(inspectWriteAheadLog(join(folder, "b.db"))).toBe("whole");
});

test.each([
  ["a frame in the middle", () => frameAt(4) + 100],
  ["the first frame", () => frameAt(0) + 100],
  ["the header", () => 12],
])("%s that was overwritten hides acknowledged commits, which SQLite drops without an error", (_, at) => {
  const path = crashed("a", 20);
  change(`${path}-wal`, at(), Buffer.from("written over"));
  expect(inspectWriteAheadLog(path)).toBe("damaged");
  const sqlite = new DatabaseDriver(path);
  expect(sqlite.prepare("SELECT count(*) FROM words").pluck().get()).toBeLessThan(20);
  expect(sqlite.pragma("quick_check", { simple: true })).toBe("ok");
  sqlite.close();
});

test("the log of another database is foreign, and so is the log from before a restore", async () => {
  const [one, other] = [crashed("one", 5), crashed("other", 5)];
  copyFileSync(`${other}-wal`, `${one}-wal`);
  expect(inspectWriteAheadLog(one)).toBe("foreign");

  const copy = join(folder, "copy.db");
  await copyDatabase(other, copy);
  copyFileSync(`${other}-wal`, `${copy}-wal`);
  expect(inspectWriteAheadLog(copy)).toBe("foreign");
});
