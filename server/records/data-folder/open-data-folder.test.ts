import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import DatabaseDriver from "better-sqlite3";
import { expect, onTestFinished, test, vi } from "vitest";
import { listQuarantine, quarantine } from "../recordings/quarantine";
import { readConversation } from "../sessions/conversations";
import { migrationsFolder } from "../testing/test-db";
import { copyDatabase } from "./database-work.mjs";
import { StartRefusedError } from "./explain-refusal";
import { openDatabaseForCommand } from "./open-data-folder";
import { listSafetyCopies } from "./safety-copies";
import { contentOf, openTestDataFolder } from "./testing/test-data-folder";

const dayMs = 86_400_000;
const patience = { timeout: 30_000 };

/** A folder after a clean stop, with this many stored turns of one session. */
async function dataFolderWithTurns(turns: number) {
  const fixture = openTestDataFolder();
  const server = await fixture.start();
  const sessionId = await server.talk(turns);
  await server.stop();
  const path = join(fixture.dataDir, "app.db");
  const turnsIn = (file = path) => {
    const sqlite = new DatabaseDriver(file, { readonly: true });
    const count = sqlite.prepare("SELECT count(*) FROM conversations").pluck().get();
    sqlite.close();
    return count;
  };
  return { ...fixture, sessionId, path, turnsIn };
}

/** Overwrites the root page of a table or an index, as a bad disk would. */
function damage(path: string, name: string) {
  const sqlite = new DatabaseDriver(path, { readonly: true });
  const root = Number(sqlite.prepare("SELECT rootpage FROM sqlite_master WHERE name = ?").pluck().get(name));
  sqlite.close();
  const content = readFileSync(path);
  content.fill(0xa5, (root - 1) * 4_096 + 8, root * 4_096);
  writeFileSync(path, content);
}

const losses: [string, (fixture: Awaited<ReturnType<typeof dataFolderWithTurns>>) => void][] = [
  ["app.db is emptied", ({ path }) => truncateSync(path, 0)],
  ["app.db is gone", ({ path }) => rmSync(path)],
  ["app.db is no database", ({ path }) => writeFileSync(path, "something else ".repeat(1_000))],
  ["a page of turn_details is damaged", ({ path }) => damage(path, "turn_details")],
  ["a page of conversations is damaged", ({ path }) => damage(path, "conversations")],
  [
    "every row is gone",
    ({ path }) => void new DatabaseDriver(path).exec("DELETE FROM turn_details; DELETE FROM conversations").close(),
  ],
  [
    "app.db is a new one",
    ({ path, root }) => {
      const other = new DatabaseDriver(join(root, "other.db"));
      other.exec("CREATE TABLE __drizzle_migrations (id INTEGER, hash TEXT, created_at NUMERIC)");
      other.close();
      renameSync(join(root, "other.db"), path);
    },
  ],
];

test.each(losses)(
  "%s: the start is refused and nothing is changed; accepted, everything is kept in quarantine",
  async (_, lose) => {
    const fixture = await dataFolderWithTurns(2);
    lose(fixture);
    const before = contentOf(fixture.dataDir);
    await expect(fixture.start()).rejects.toThrow(StartRefusedError);
    await expect(fixture.start()).rejects.toThrow("npx avatar restore");
    expect(withoutLog(contentOf(fixture.dataDir))).toEqual(withoutLog(before));

    const server = await fixture.start({ acceptNewDatabase: true });
    expect(server.report).toMatchObject({ quarantined: 4, missing: 0 });
    expect(await server.guard.check()).toBeNull();
    await server.stop();
    const after = new Set(Object.values(contentOf(fixture.dataDir)));
    for (const [path, hash] of Object.entries(before)) if (path.startsWith("audio/")) expect(after).toContain(hash);
    const kept = readdirSync(join(fixture.dataDir, "quarantine"), { recursive: true }).map(String);
    expect(kept.filter((path) => path.endsWith(".wav"))).toHaveLength(4);
    // The next start is not refused.
    await (await fixture.start()).stop();
  },
);

/** SQLite creates these empty when it reads. */
function withoutLog(content: Record<string, string>) {
  return Object.fromEntries(Object.entries(content).filter(([path]) => !/-(wal|shm)$/.test(path)));
}

test("another database's write-ahead log beside app.db is refused, and set aside when accepted", async () => {
  const [fixture, other] = [await dataFolderWithTurns(2), openTestDataFolder()];
  const otherServer = await other.start();
  await otherServer.talk(3);
  copyFileSync(join(other.dataDir, "app.db-wal"), `${fixture.path}-wal`);
  await otherServer.stop();
  await expect(fixture.start()).rejects.toThrow("belongs to another database");
  const server = await fixture.start({ acceptNewDatabase: true });
  expect(server.report).toMatchObject({ quarantined: 0, missing: 0 });
  await vi.waitFor(() => expect(server.guard.state()).toBe("ok"), patience);
  const kept = readdirSync(join(fixture.dataDir, "quarantine"), { recursive: true }).map(String);
  expect(kept.some((path) => path.endsWith("app.db"))).toBe(false);
  await server.stop();
  expect(fixture.turnsIn()).toBe(2);
});

test("a database beside another one's write-ahead log is judged without that log", async () => {
  const [fixture, other] = [await dataFolderWithTurns(2), openTestDataFolder()];
  const otherServer = await other.start();
  await otherServer.talk(3);
  copyFileSync(join(other.dataDir, "app.db-wal"), `${fixture.path}-wal`);
  await otherServer.stop();
  damage(join(fixture.dataDir, "app.db"), "conversations");
  const server = await fixture.start({ acceptNewDatabase: true });
  await vi.waitFor(() => expect(server.guard.state()).toBe("ok"), patience);
  const kept = readdirSync(join(fixture.dataDir, "quarantine"), { recursive: true }).map(String);
  expect(kept.some((path) => path.endsWith("/app.db"))).toBe(true);
  await server.stop();
});

test("a transaction that a crash cut off before the switch to a write-ahead log is rolled back, by a start and by a command", async () => {
  const fixture = await dataFolderWithTurns(2);
  const crashed = join(fixture.root, "crashed.db");
  const sqlite = new DatabaseDriver(fixture.path);
  sqlite.pragma("journal_mode = DELETE");
  sqlite.pragma("cache_size = 5");
  // More than the cache holds, so that pages reach the file before the commit.
  sqlite.exec("BEGIN; DELETE FROM turn_details; DELETE FROM conversations; CREATE TABLE more (bytes BLOB)");
  for (let row = 0; row < 50; row++) sqlite.prepare("INSERT INTO more VALUES (zeroblob(9000))").run();
  for (const ending of ["", "-journal"]) copyFileSync(`${fixture.path}${ending}`, `${crashed}${ending}`);
  sqlite.exec("ROLLBACK");
  sqlite.close();
  const crash = () => {
    for (const ending of ["", "-journal"]) copyFileSync(`${crashed}${ending}`, `${fixture.path}${ending}`);
  };

  crash();
  const server = await fixture.start();
  expect(server.report).toMatchObject({ quarantined: 0, missing: 0 });
  await server.stop();
  expect(fixture.turnsIn()).toBe(2);

  crash();
  const { dataDir, recordings, path: databasePath } = fixture;
  const options = { dataDir, databasePath, migrationsFolder, recordings, maxSessions: 5, isInUse: false };
  (await openDatabaseForCommand(options)).close();
  expect(fixture.turnsIn()).toBe(2);
});

test("after a crash in the very first turn the start goes on and keeps the recordings", async () => {
  const fixture = await dataFolderWithTurns(1);
  new DatabaseDriver(fixture.path).exec("DELETE FROM turn_details; DELETE FROM conversations").close();
  const server = await fixture.start();
  expect(server.report).toMatchObject({ quarantined: 2 });
  await server.stop();
});

test("a database that was found intact is copied", async () => {
  const fixture = await dataFolderWithTurns(2);
  const server = await fixture.start();
  server.guard.watch();
  await vi.waitFor(() => expect(listSafetyCopies(fixture.dataDir)).toHaveLength(1), patience);
  expect(server.guard.state()).toBe("ok");
  const [copy] = listSafetyCopies(fixture.dataDir);
  expect(copy).toMatchObject({ turns: 2 });
  expect(fixture.turnsIn(copy?.path)).toBe(2);
  await server.stop();
});

test("damage found while the server runs is reported, and the damaged database is not copied", async () => {
  const fixture = await dataFolderWithTurns(3);
  const server = await fixture.start();
  server.sqlite.pragma("wal_checkpoint(TRUNCATE)");
  damage(fixture.path, "turn_details");
  await server.guard.check();
  server.guard.watch();
  await vi.waitFor(() => expect(fixture.printed.join()).toContain("app.db is damaged"), patience);
  expect(server.guard.state()).toBe("damaged");
  await server.stop();
  expect(listSafetyCopies(fixture.dataDir)).toEqual([]);
});

test("a check that takes longer than a start may wait goes on beside the running server", async () => {
  const fixture = await dataFolderWithTurns(3);
  damage(fixture.path, "turn_details");
  const server = await fixture.start({ longestCheckMs: 0 });
  server.guard.watch();
  await vi.waitFor(() => expect(server.guard.state()).toBe("damaged"), patience);
  await server.stop();
});

test("a damaged database is checked again after minutes, and the state is good again once it is intact", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const fixture = await dataFolderWithTurns(3);
  const server = await fixture.start();
  server.sqlite.pragma("wal_checkpoint(TRUNCATE)");
  const whole = readFileSync(fixture.path);
  damage(fixture.path, "turn_details");
  const checking = server.guard.check();
  server.guard.watch();
  await checking;
  expect(server.guard.state()).toBe("damaged");
  writeFileSync(fixture.path, whole);
  await vi.advanceTimersByTimeAsync(15 * 60_000);
  await vi.waitFor(() => expect(server.guard.state()).toBe("ok"), patience);
  expect(fixture.printed.filter((text) => text.includes("is damaged"))).toHaveLength(1);
  await server.stop();
});

test("nothing is removed from quarantine before the server has run for a day, whatever the clock says", async () => {
  const fixture = await dataFolderWithTurns(1);
  writeFileSync(join(fixture.dataDir, "note.txt"), "kept");
  await quarantine(fixture.dataDir, ["note.txt"], { reason: "a test", nowMs: Date.now() });
  const entries = () => listQuarantine(fixture.dataDir).length;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date", "performance"], now: Date.now() + 60 * dayMs });
  onTestFinished(() => void vi.useRealTimers());
  const server = await fixture.start();
  server.guard.watch();
  await vi.advanceTimersByTimeAsync(dayMs - 1_000);
  await delay(200);
  expect(entries()).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * 3_600_000);
  await vi.waitFor(() => expect(entries()).toBe(0), patience);
  await server.stop();
});

test("the database is copied before a migration", async () => {
  const fixture = openTestDataFolder();
  const older = join(fixture.root, "migrations");
  cpSync(migrationsFolder, older, { recursive: true });
  const journalPath = join(older, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(journalPath, "utf8"));
  writeFileSync(journalPath, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 2) }));
  const old = await fixture.start({ migrationsFolder: older });
  old.sqlite.exec(`
    INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at)
      VALUES ('older', 1, '', 'Well?', 'What was', 1);
    INSERT INTO turn_details (conversation_id, turn_id, language, mode, voice, timings, user_audio_ms, ai_audio_ms, interrupted)
      VALUES (1, 'older-1', 'en', 'fast', 'builtin:heart', '{}', 0, 0, 1)`);
  await old.stop();
  expect(listSafetyCopies(fixture.dataDir)).toEqual([]);
  const present = await fixture.start();
  // Whoever started it is told how to go back.
  const [copy] = listSafetyCopies(fixture.dataDir);
  expect(fixture.printed.filter((line) => line.includes("npx avatar"))).toEqual([
    expect.stringContaining(`npx avatar restore "${copy?.path}"`),
  ]);
  const { turns } = await readConversation(present.as({ kind: "system", job: "reconcile" }), { sessionId: "older" });
  expect(turns).toMatchObject([
    {
      ai_text: "What was",
      interrupted: true,
      ended_by: null,
      finish_reason: null,
      shown_chars: null,
      heard_chars: null,
    },
  ]);
  await present.stop();
  expect(listSafetyCopies(fixture.dataDir)).toMatchObject([{ schema: 2, turns: 1 }]);
});

test("a copy that is made during writes is a consistent snapshot", async () => {
  const fixture = await dataFolderWithTurns(1);
  const server = await fixture.start();
  let isWriting = true;
  const writing = (async () => {
    while (isWriting) await server.talk(1);
  })();
  const path = join(fixture.root, "copy.db");
  const { turns } = await copyDatabase(fixture.path, path);
  isWriting = false;
  await writing;
  await server.stop();
  expect(fixture.turnsIn(path)).toBe(turns);
  expect(existsSync(`${path}-wal`)).toBe(false);
});
