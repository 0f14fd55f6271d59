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

/** The files as a crash leaves them after so many acknowledged commits, of one row and some pages each. */
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

test("what a crash leaves is whole: many commits, none, a torn last one, older frames behind, zeros", () => {
  const path = crashed("a", 20);
  expect(inspectWriteAheadLog(path)).toBe("whole");
  const log = readFileSync(`${path}-wal`);
  truncateSync(`${path}-wal`, log.length - 1_000);
  expect(inspectWriteAheadLog(path)).toBe("whole");
  writeFileSync(`${path}-wal`, Buffer.alloc(10_000));
  expect(inspectWriteAheadLog(path)).toBe("none");
  rmSync(`${path}-wal`);
  expect(inspectWriteAheadLog(path)).toBe("none");

  // More than Node reads at once; the file system keeps no bytes for what is empty.
  writeFileSync(`${path}-wal`, log);
  truncateSync(`${path}-wal`, 2 ** 31 + 32);
  expect(inspectWriteAheadLog(path)).toBe("whole");
  rmSync(`${path}-wal`);

  // A checkpoint makes SQLite begin the file anew; what lies behind has other salts.
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
])(
  "%s that was written over hides acknowledged commits: SQLite opens it without a word, and they are gone",
  (_, at) => {
    const path = crashed("a", 20);
    change(`${path}-wal`, at(), Buffer.from("written over"));
    expect(inspectWriteAheadLog(path)).toBe("damaged");
    const sqlite = new DatabaseDriver(path);
    expect(sqlite.prepare("SELECT count(*) FROM words").pluck().get()).toBeLessThan(20);
    expect(sqlite.pragma("quick_check", { simple: true })).toBe("ok");
    sqlite.close();
  },
);

test("the log of another database is told apart, and so is that of the database before it was restored", async () => {
  const [one, other] = [crashed("one", 5), crashed("other", 5)];
  copyFileSync(`${other}-wal`, `${one}-wal`);
  expect(inspectWriteAheadLog(one)).toBe("foreign");

  const copy = join(folder, "copy.db");
  await copyDatabase(other, copy);
  copyFileSync(`${other}-wal`, `${copy}-wal`);
  expect(inspectWriteAheadLog(copy)).toBe("foreign");
});
