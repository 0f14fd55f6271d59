import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import { expect, onTestFinished, test } from "vitest";

const migrations = join(import.meta.dirname, "../../../drizzle/migrations");

/** A migrations folder with only the first `count` migrations. */
function firstMigrations(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), "avatar-migrations-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(migrations, folder, { recursive: true });
  const path = join(folder, "meta", "_journal.json");
  const journal = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }));
  return folder;
}

test("audit rows from before they had an entity are kept, and the log has no foreign keys", () => {
  const sqlite = new DatabaseDriver(":memory:");
  onTestFinished(() => void sqlite.close());
  sqlite.pragma("foreign_keys = ON");
  const database = drizzle(sqlite);
  migrate(database, { migrationsFolder: firstMigrations(4) });
  sqlite.exec(`
    INSERT INTO audit_log VALUES (3, 1800000000, NULL, 'user.create', 'user:7', '{"username":"ada","role":"staff"}');
    INSERT INTO audit_log VALUES (9, 1800000001, 7, 'token.revoke', 'token:12', NULL);
  `);
  migrate(database, { migrationsFolder: migrations });
  const unknown = { system_job: null, address: null, before: null, changed_fields: null };
  const added = { outcome: "allowed", reason: null, times: 1, last_at: null };
  const [made, revoked] = [
    { id: 3, at: 1_800_000_000, actor_user_id: null, action: "user.create", entity: "user", entity_id: "7" },
    { id: 9, at: 1_800_000_001, actor_user_id: 7, action: "token.revoke", entity: "token", entity_id: "12" },
  ];
  expect(sqlite.prepare("SELECT * FROM audit_log ORDER BY id").all()).toEqual([
    { ...unknown, ...added, ...made, after: '{"role":"staff"}', subject_user_id: 7 },
    { ...unknown, ...added, ...revoked, after: null, subject_user_id: null },
  ]);
  // Ids continue from the old ones; none is used twice.
  sqlite.exec("DROP TRIGGER audit_log_kept; DELETE FROM audit_log WHERE id = 9");
  const newest = sqlite
    .prepare("INSERT INTO audit_log (at, action, entity, entity_id) VALUES (1, 'a', 'b', 'c')")
    .run();
  expect(newest.lastInsertRowid).toBe(10);
  expect(sqlite.pragma("foreign_key_list(audit_log)")).toEqual([]);
});

test("names and texts go from old audit rows, whatever they are about; ids, kinds and house decisions stay", () => {
  const sqlite = new DatabaseDriver(":memory:");
  onTestFinished(() => void sqlite.close());
  const database = drizzle(sqlite);
  migrate(database, { migrationsFolder: firstMigrations(14) });
  const old = [
    ["user.create", "user", "7", null, { id: 7, username: "Ada", role: "staff", disabledAt: null }],
    ["token.create", "token", "3", null, { id: 3, userId: 7, name: "Ada's phone" }],
    ["voice.delete", "voice", "2", { name: "Ada", referenceSha256: "ab", state: "ready" }, null],
    ["consent.attach", "consent", "c", null, { profileId: 2, speaker: "Ada", purpose: "Adas own words" }],
    ["consent.decide", "consent", "c", { status: "review" }, { status: "accepted", reason: "It is Ada" }],
    ["consent.end", "consent", "c", null, { profileId: 2, status: "ended", reason: "withdrawn" }],
    ["consent.settle", "consent", "c", null, { scores: { wordsError: 0.5, isOk: true, none: null } }],
    ["history.export", "conversation", "filter", null, { person: "Ada", from: 5, searched: true, model: "Ada" }],
    ["conversation.delete", "conversation", "s", { ownerUserId: 7, turns: 3 }, null],
    ["house_setting.save", "house_setting", "starterPromptsEn", null, { starterPromptsEn: ["Hello"] }],
    ["something.else", "something", "1", null, { name: "Ada" }],
  ] as const;
  const json = (value: object | null) => value && JSON.stringify(value);
  const insert = sqlite.prepare(
    "INSERT INTO audit_log (at, action, entity, entity_id, before, after) VALUES (1800000000, ?, ?, ?, ?, ?)",
  );
  for (const [action, entity, id, before, after] of old) insert.run(action, entity, id, json(before), json(after));
  migrate(database, { migrationsFolder: migrations });
  const rows = sqlite.prepare("SELECT before, after, subject_user_id FROM audit_log ORDER BY id").raw().all() as [
    string | null,
    string | null,
    number | null,
  ][];
  const read = (text: string | null) => text && JSON.parse(text);
  expect(rows.map(([before, after, subject]) => [read(before), read(after), subject])).toEqual([
    [null, { id: 7, role: "staff", disabledAt: null }, 7],
    [null, { id: 3, userId: 7 }, 7],
    [{ referenceSha256: "ab", state: "ready" }, null, null],
    [null, { profileId: 2 }, null],
    [{ status: "review" }, { status: "accepted" }, null],
    [null, { profileId: 2, status: "ended", endReason: "withdrawn" }, null],
    [null, { scores: { wordsError: 0.5, isOk: true, none: null } }, null],
    [null, { from: 5 }, null],
    [{ ownerUserId: 7, turns: 3 }, null, 7],
    [null, { starterPromptsEn: ["Hello"] }, null],
    [null, {}, null],
  ]);
  expect(JSON.stringify(rows)).not.toContain("Ada");
});

test("an audit row is never changed but for its count, and never deleted within 90 days", () => {
  const sqlite = new DatabaseDriver(":memory:");
  onTestFinished(() => void sqlite.close());
  migrate(drizzle(sqlite), { migrationsFolder: migrations });
  sqlite.exec(`INSERT INTO audit_log (at, action, entity, entity_id) VALUES (unixepoch(), 'a', 'b', 'c')`);
  sqlite.exec("UPDATE audit_log SET times = 2, last_at = 5");
  const columns = sqlite.prepare("SELECT name FROM pragma_table_info('audit_log')").pluck().all() as string[];
  for (const column of columns.filter((name) => name !== "times" && name !== "last_at")) {
    expect(() => sqlite.exec(`UPDATE audit_log SET ${column} = 1`), column).toThrow("never changed");
  }
  expect(() => sqlite.exec("DELETE FROM audit_log")).toThrow("90 days");
  expect(sqlite.prepare("SELECT count(*) FROM audit_log").pluck().get()).toBe(1);
});

test("the fixed tables' indexes have the contract's names, in an old database too, and its rows stay", () => {
  const sqlite = new DatabaseDriver(":memory:");
  onTestFinished(() => void sqlite.close());
  const database = drizzle(sqlite);
  migrate(database, { migrationsFolder: firstMigrations(2) });
  sqlite.exec(`
    INSERT INTO conversations (session_id, turn_number, user_audio_path, user_text, ai_text, created_at)
      VALUES ('s', 1, 'audio/raw/s_1.wav', 'question', 'answer', 1800000000);
    INSERT INTO voice_profiles (name, audio_path, duration_sec, created_at)
      VALUES ('ada', 'audio/profiles/1/reference.wav', 6.5, 1800000000);
  `);
  const rows = () => ["conversations", "voice_profiles"].map((table) => sqlite.prepare(`SELECT * FROM ${table}`).all());
  const before = rows();
  migrate(database, { migrationsFolder: migrations });
  expect(rows()).toEqual(before);
  const named = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql LIKE 'CREATE INDEX%'";
  const indexesOf = (table: string) => sqlite.prepare(named).pluck().all(table).sort();
  expect(indexesOf("conversations")).toEqual(["idx_created_at", "idx_session_id"]);
  expect(indexesOf("voice_profiles")).toEqual(["idx_voice_profile_name"]);
});

test("whoever has talked goes on in the language of their newest turn; what they chose since then stays", () => {
  const sqlite = new DatabaseDriver(":memory:");
  onTestFinished(() => void sqlite.close());
  const database = drizzle(sqlite);
  migrate(database, { migrationsFolder: firstMigrations(7) });
  const turn = (id: number, userId: number | null, language: string) => `
    INSERT INTO conversations (id, session_id, turn_number, user_audio_path, user_text, ai_text, created_at)
      VALUES (${id}, 's', ${id}, '', 'question', 'answer', 1800000000);
    INSERT INTO turn_details (conversation_id, turn_id, user_id, language, mode, voice, timings, user_audio_ms, ai_audio_ms, interrupted)
      VALUES (${id}, 't${id}', ${userId ?? "NULL"}, '${language}', 'fast', 'builtin:af', '{}', 0, 0, 0);`;
  sqlite.exec(`
    INSERT INTO users (id, username, password_hash, role, created_at) VALUES
      (1, 'ada', '', 'staff', 1), (2, 'bo', '', 'staff', 1), (3, 'cy', '', 'staff', 1);
    INSERT INTO user_settings VALUES (2, 'spokenLanguage', '"en"');
    ${turn(1, 1, "en")} ${turn(2, 1, "zh-TW")} ${turn(3, 2, "zh-TW")} ${turn(4, null, "en")}
  `);
  migrate(database, { migrationsFolder: migrations });
  expect(sqlite.prepare("SELECT user_id, key, value FROM user_settings ORDER BY user_id").raw().all()).toEqual([
    [1, "spokenLanguage", '"zh-TW"'],
    [2, "spokenLanguage", '"en"'],
  ]);
});
