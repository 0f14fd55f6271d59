import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { migrateDatabase, openDatabase } from "./connection";
import { lockDataFolder } from "./instance-lock";

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "avatar-db-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("no other user of the machine can read the database", () => {
  const folder = dataFolder();
  const { sqlite, close } = openDatabase(join(folder, "app.db"));
  onTestFinished(() => void close());
  sqlite.exec("CREATE TABLE words (text TEXT)");
  const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
  expect(Object.fromEntries(modes)).toEqual({ "app.db": 0o600, "app.db-shm": 0o600, "app.db-wal": 0o600 });
});

test("what is deleted is not left in the file", () => {
  const path = join(dataFolder(), "app.db");
  const { sqlite, close } = openDatabase(path);
  sqlite.exec("CREATE TABLE words (text TEXT)");
  const insert = sqlite.prepare("INSERT INTO words VALUES (?)");
  for (let row = 0; row < 500; row++) insert.run(`xylophone ${row}`);
  sqlite.exec("DELETE FROM words");
  close();
  expect(readFileSync(path).includes("xylophone")).toBe(false);
});

test("opening the database again keeps this process's locks: a command beside it leaves the write-ahead log alone", () => {
  const path = join(dataFolder(), "app.db");
  const [first, second] = [openDatabase(path), openDatabase(path)];
  onTestFinished(() => {
    first.close();
    second.close();
  });
  first.sqlite.exec("CREATE TABLE words (text TEXT); INSERT INTO words VALUES ('kept')");
  const driver = createRequire(import.meta.url).resolve("better-sqlite3");
  const command = `const db = new (require(${JSON.stringify(driver)}))(process.argv[1]); db.prepare("SELECT * FROM words").all(); db.close()`;
  execFileSync(process.execPath, ["-e", command, path]);
  expect(existsSync(`${path}-wal`)).toBe(true);
});

test("the data folder has one server at a time, and a lock that cannot be taken is not blamed on another", () => {
  const folder = dataFolder();
  const release = lockDataFolder(folder);
  expect(() => lockDataFolder(folder)).toThrow("Another AVATAR already uses");
  release();
  lockDataFolder(folder)();
  writeFileSync(join(folder, "app.lock"), "no database, but as long as one's header must be".repeat(20));
  expect(() => lockDataFolder(folder)).toThrow("not a database");
});

test("a database of a later version is refused and not changed", () => {
  const migrations = join(import.meta.dirname, "../../../drizzle/migrations");
  const { tables, sqlite, close } = openDatabase(":memory:");
  onTestFinished(() => void close());
  migrateDatabase(tables, migrations);
  migrateDatabase(tables, migrations);
  sqlite.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9999999999999)");
  expect(() => migrateDatabase(tables, migrations)).toThrow("later version");
});

// With 3 pages the migrator's own table does not fit; with 12 one of ours does not.
test.each([3, 12])("a disk that is full at the first start is named as the reason (%i pages)", (pages) => {
  const { tables, sqlite, close } = openDatabase(":memory:");
  onTestFinished(() => void close());
  sqlite.pragma(`max_page_count = ${pages}`);
  const migrations = join(import.meta.dirname, "../../../drizzle/migrations");
  expect(() => migrateDatabase(tables, migrations)).toThrow(expect.objectContaining({ code: "SQLITE_FULL" }));
});
