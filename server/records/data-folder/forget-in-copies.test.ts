import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTick } from "node:timers/promises";
import DatabaseDriver from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { migrateDatabase, openDatabase } from "../../platform/db/connection";
import { isTemporaryName } from "../../platform/files/atomic-file";
import { silentLogger } from "../../platform/observability/logger";
import { correctTurn } from "../feedback/correct-turn";
import { addNote } from "../feedback/notes";
import { deleteConversation } from "../sessions/delete-conversation";
import { removeConversation } from "../sessions/remove-conversation";
import { renameConversation } from "../sessions/rename-conversation";
import { startSession } from "../sessions/start-session";
import { migrationsFolder, openTestDb } from "../testing/test-db";
import { sessionOptions, turnInput } from "../testing/turn-input";
import { recordTurn } from "../turns/record-turn";
import { type DatabaseGuard, guardDatabase } from "./database-guard";
import { createDatabaseThreads, type DatabaseThreads } from "./database-thread";
import { copyDatabase, damageOf } from "./database-work.mjs";
import { forgetInSafetyCopies, forgetRemovedConversation } from "./forget-in-copies";
import { listSafetyCopies, makeSafetyCopy } from "./safety-copies";

const word = "xylophone";
const dayMs = 86_400_000;
const { signal } = new AbortController();

/** A conversation whose words are in everything that may hang on it, and another one, of one turn with "question". */
async function talk(turns = 3) {
  const fixture = openTestDb();
  const ada = fixture.as(await fixture.person("ada"));
  const quinn = fixture.as(await fixture.person("quinn", "qa"));
  const system = fixture.as({ kind: "system", job: "jobs" });
  const { sessionId } = await startSession(ada, sessionOptions);
  const { sessionId: other } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(other, 1));
  for (let turn = 1; turn <= turns; turn++) {
    const text = `${word} ${turn} `.repeat(10);
    await recordTurn(ada, turnInput(sessionId, turn, { userText: text, aiText: text }));
  }
  const turnId = `${sessionId}-t1`;
  await correctTurn(ada, { turnId, text: `one ${word}`, basedOn: null });
  await addNote(quinn, { turnId, text: `They said ${word}.` });
  await renameConversation(ada, { sessionId, title: `The ${word}` });
  fixture.sqlite.exec(`
    INSERT INTO replay_sets (id, name, thresholds, user_id, created_at) VALUES (1, 'Set', '{}', 1, 1);
    INSERT INTO replay_cases (id, set_id, turn_id, session_id, context, expected_text, expectations, added_in) VALUES
      (1, 1, '${turnId}', '${sessionId}', '["${word}"]', '${word}', '{"mustContain":["${word}"],"maxSpeechS":5}', 1);
    INSERT INTO replay_runs (id, set_id, set_version, name, changes, state, request_key, user_id, created_at)
      VALUES (1, 1, 1, 'Run', '{}', 'done', 'k', 1, 1);
    INSERT INTO replay_results (run_id, case_id, repeat, user_text, ai_text, facts, created_at)
      VALUES (1, 1, 0, '${word}', '${word}', '{"recognisedText":"${word}","outcome":"done"}', 1);
    INSERT INTO replay_verdicts VALUES (1, 0, 1, 'regressed', 'no ${word}', 1, 1);
  `);
  const { dataDir } = fixture;
  /** Three copies, of the last three days. */
  const copyThrice = async () => {
    for (const day of [1, 2, 3]) await makeSafetyCopy(dataDir, copyDatabase, day * dayMs);
  };
  const threads = createDatabaseThreads();
  const forget = () => forgetInSafetyCopies({ dataDir, threads, logger: silentLogger }, sessionId, signal);
  return { ...fixture, ada, quinn, system, sessionId, other, copyThrice, threads, forget };
}

/** Everything in the folder of the copies, by name; among it what was left of unfinished ones. */
const filesIn = (dataDir: string) => readdirSync(join(dataDir, "safety-copies")).sort();
const filesWith = (dataDir: string, text: string) =>
  filesIn(dataDir).filter((name) => readFileSync(join(dataDir, "safety-copies", name)).includes(text));

function rowsOf(path: string, query: string): unknown[] {
  const sqlite = new DatabaseDriver(path, { readonly: true });
  try {
    return sqlite.prepare(query).raw().all();
  } finally {
    sqlite.close();
  }
}

function guardOf(dataDir: string, threads: DatabaseThreads): DatabaseGuard {
  return guardDatabase({
    ...{ dataDir, databasePath: join(dataDir, "app.db"), threads, quarantineDays: 0, logger: silentLogger },
    ...{ tell: () => undefined, nowMs: () => 4 * dayMs, builtMs: 0 },
  });
}

test("no byte of a copy has a word of the conversation any more; all the rest is there", async () => {
  const { dataDir, copyThrice, forget, other } = await talk(40);
  await copyThrice();
  expect(filesWith(dataDir, word)).toHaveLength(3);
  await forget();
  expect(filesWith(dataDir, word)).toEqual([]);
  const copies = listSafetyCopies(dataDir);
  expect(copies.map(({ atMs, turns }) => [atMs / dayMs, turns])).toEqual([3, 2, 1].map((day) => [day, 1]));
  expect(filesIn(dataDir)).toHaveLength(3);
  for (const { path } of copies) {
    expect(damageOf(path, "integrity_check")).toBeNull();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(rowsOf(path, "PRAGMA journal_mode")).toEqual([["delete"]]);
    expect(rowsOf(path, "PRAGMA foreign_key_check")).toEqual([]);
    expect(rowsOf(path, "SELECT id FROM sessions")).toEqual([[other]]);
    expect(rowsOf(path, "SELECT count(*) FROM turn_search WHERE turn_search MATCH 'question'")).toEqual([[1]]);
    expect(rowsOf(path, "SELECT count(*) FROM turn_search WHERE turn_search MATCH 'xylophone'")).toEqual([[0]]);
    expect(rowsOf(path, "SELECT verdict, note FROM replay_verdicts")).toEqual([["regressed", ""]]);
    const [[expectations]] = rowsOf(path, "SELECT expectations FROM replay_cases") as [[string]];
    expect(JSON.parse(expectations)).toEqual({ mustContain: [], mustNotContain: [], maxSpeechS: 5 });
  }
  const before = copies.map(({ path }) => statSync(path).ino);
  await forget();
  expect(copies.map(({ path }) => statSync(path).ino)).toEqual(before);
});

const journal = JSON.parse(readFileSync(join(migrationsFolder, "meta/_journal.json"), "utf8"));
const schemas: number[] = journal.entries.map((_: unknown, index: number) => index + 1);

test.each(schemas)("a copy of schema %i is rewritten, too", async (schema) => {
  const { dataDir, sqlite } = openTestDb();
  const older = join(dataDir, "older");
  mkdirSync(join(older, "migrations"), { recursive: true });
  cpSync(migrationsFolder, join(older, "migrations"), { recursive: true });
  const entries = journal.entries.slice(0, schema);
  writeFileSync(join(older, "migrations/meta/_journal.json"), JSON.stringify({ ...journal, entries }));
  const opened = openDatabase(join(older, "app.db"));
  migrateDatabase(opened.tables, join(older, "migrations"));
  opened.sqlite.exec(`
    INSERT INTO users (id, username, password_hash, role, created_at) VALUES (1, 'ada', '', 'staff', 1);
    INSERT INTO sessions (id, user_id, language, mode, voice, endpoint_pause_ms, created_at, last_seen_at)
      VALUES ('gone', 1, 'en', 'fast', 'v', 700, 1, 1), ('kept', 1, 'en', 'fast', 'v', 700, 1, 1);
    INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at)
      VALUES ('gone', 1, '', '${word}', '${word}', 1), ('kept', 1, '', 'question', 'answer', 1);
  `);
  opened.close();
  await makeSafetyCopy(older, copyDatabase, dayMs);
  expect(filesWith(older, word)).toHaveLength(1);
  const deps = { dataDir: older, threads: createDatabaseThreads(), logger: silentLogger };
  await forgetInSafetyCopies(deps, "gone", signal);
  expect(filesWith(older, word)).toEqual([]);
  const [copy] = listSafetyCopies(older);
  expect(copy).toMatchObject({ schema, turns: 1 });
  expect(rowsOf(copy?.path ?? "", "SELECT session_id, user_text FROM conversations")).toEqual([["kept", "question"]]);
  sqlite.close();
});

test("copies that were made while the removal was pending, or while it ran, keep nothing", async () => {
  const { dataDir, ada, system, sessionId, threads } = await talk();
  let hasCopied = () => {};
  let goOn = () => {};
  const copied = new Promise<void>((resolve) => {
    hasCopied = resolve;
  });
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow: DatabaseThreads = {
    ...threads,
    async copy(from, to) {
      const content = await threads.copy(from, to);
      hasCopied();
      await held;
      return content;
    },
  };
  await makeSafetyCopy(dataDir, copyDatabase, dayMs);
  await deleteConversation(ada, { sessionId });
  await makeSafetyCopy(dataDir, copyDatabase, 2 * dayMs);
  const guard = guardOf(dataDir, slow);
  const copying = guard.copyNow();
  await copied;
  await removeConversation(system, sessionId);
  const forgetting = forgetRemovedConversation(system, guard.forgetConversation, { sessionId, signal });
  goOn();
  await Promise.all([copying, forgetting]);
  expect(listSafetyCopies(dataDir)).toHaveLength(3);
  expect(filesWith(dataDir, word)).toEqual([]);
});

test("a conversation that was not removed stays in the copies", async () => {
  const { dataDir, system, sessionId, copyThrice, threads } = await talk();
  await copyThrice();
  const { forgetConversation } = guardOf(dataDir, threads);
  await forgetRemovedConversation(system, forgetConversation, { sessionId, signal });
  expect(filesWith(dataDir, word)).toHaveLength(3);
});

test("a copy that can't be read is left and named in the log, without words; the others are rewritten", async () => {
  const { dataDir, sessionId, copyThrice, threads } = await talk(40);
  await copyThrice();
  const [newest, damaged, foreign] = listSafetyCopies(dataDir);
  truncateSync(damaged?.path ?? "", 3 * 4_096);
  writeFileSync(foreign?.path ?? "", "no database ".repeat(1_000));
  const logged: unknown[] = [];
  const logger = { ...silentLogger, warn: (event: string, fields?: object) => void logged.push({ event, ...fields }) };
  await forgetInSafetyCopies({ dataDir, threads, logger }, sessionId, signal);
  expect(filesWith(dataDir, word)).not.toContain(newest?.name);
  expect(logged).toMatchObject([
    { event: "safety_copy_not_rewritten", name: damaged?.name },
    { event: "safety_copy_not_rewritten", name: foreign?.name },
  ]);
  expect(String(logged.map((entry) => (entry as { error: Error }).error.message))).not.toContain(word);
  expect(statSync(foreign?.path ?? "").size).toBe(12_000);
  expect(filesIn(dataDir)).toHaveLength(3);
});

test("after a failure that may pass, as of a full disk, it is tried again; the other copies are done", async () => {
  const { dataDir, sessionId, copyThrice, threads, forget } = await talk();
  await copyThrice();
  const names = listSafetyCopies(dataDir).map(({ name }) => name);
  const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
  const failing: DatabaseThreads = {
    ...threads,
    copyWithoutConversation: (task) =>
      task.from.endsWith(names[0] ?? "") ? Promise.reject(full) : threads.copyWithoutConversation(task),
  };
  const deps = { dataDir, threads: failing, logger: silentLogger };
  await expect(forgetInSafetyCopies(deps, sessionId, signal)).rejects.toBe(full);
  expect(filesWith(dataDir, word)).toEqual([names[0]]);
  await forget();
  expect(filesWith(dataDir, word)).toEqual([]);
});

const moments: [string, (names: string[]) => boolean][] = [
  ["the first file is being written", (names) => names.some(isTemporaryName)],
  ["both files are being written", (names) => names.filter(isTemporaryName).length === 2],
  ["one copy is done", (names) => names.some((name) => name.endsWith("-1turns.db"))],
  [
    "one copy is done and the next begun",
    (names) => names.some((name) => name.endsWith("-1turns.db")) && names.some(isTemporaryName),
  ],
];

test.each(moments)("kill -9 when %s: no copy is lost or damaged, and the next run ends it", async (_, isReached) => {
  const { dataDir, sessionId, copyThrice, forget } = await talk(60);
  await copyThrice();
  const child = join(import.meta.dirname, "../testing/forgetting-in-copies.process.ts");
  const running = spawn(process.execPath, ["--import", "tsx", child, dataDir, sessionId], { stdio: "inherit" });
  onTestFinished(() => void running.kill("SIGKILL"));
  const closed = once(running, "close");
  while (!isReached(filesIn(dataDir)) && running.exitCode === null) await nextTick();
  running.kill("SIGKILL");
  await closed;
  const copies = listSafetyCopies(dataDir);
  expect(new Set(copies.map(({ atMs }) => atMs / dayMs))).toEqual(new Set([1, 2, 3]));
  for (const { path } of copies) expect(damageOf(path, "integrity_check")).toBeNull();
  await forget();
  expect(filesWith(dataDir, word)).toEqual([]);
  expect(filesIn(dataDir)).toHaveLength(3);
});

test("a copy that is made before the search index is purged has none of the removed words on its pages", async () => {
  const { dataDir, sqlite, sessionId } = await talk();
  sqlite.exec(`
    DELETE FROM turn_search WHERE rowid IN (SELECT id FROM conversations WHERE session_id = '${sessionId}');
    UPDATE replay_cases SET context = NULL, expected_text = NULL, expectations = '{}';
    UPDATE replay_results SET user_text = NULL, ai_text = NULL, facts = '{}';
    UPDATE replay_verdicts SET note = '';
    DELETE FROM conversations WHERE session_id = '${sessionId}';
    DELETE FROM sessions WHERE id = '${sessionId}';
  `);
  await makeSafetyCopy(dataDir, copyDatabase, dayMs);
  expect(filesWith(dataDir, word)).toHaveLength(1);
  const job =
    "INSERT INTO jobs (kind, payload, state, run_at, created_at) VALUES ('search_purge', '{}', 'waiting', 1, 1)";
  sqlite.exec(job);
  await makeSafetyCopy(dataDir, copyDatabase, 2 * dayMs);
  expect(filesWith(dataDir, word)).toHaveLength(1);
  expect(listSafetyCopies(dataDir)).toHaveLength(2);
});
