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
  const [made, revoked] = [
    { id: 3, at: 1_800_000_000, actor_user_id: null, action: "user.create", entity: "user", entity_id: "7" },
    { id: 9, at: 1_800_000_001, actor_user_id: 7, action: "token.revoke", entity: "token", entity_id: "12" },
  ];
  expect(sqlite.prepare("SELECT * FROM audit_log ORDER BY id").all()).toEqual([
    { ...unknown, ...made, after: '{"username":"ada","role":"staff"}' },
    { ...unknown, ...revoked, after: null },
  ]);
  // Ids continue from the old ones; none is used twice.
  sqlite.exec("DELETE FROM audit_log WHERE id = 9");
  const added = sqlite.prepare("INSERT INTO audit_log (at, action, entity, entity_id) VALUES (1, 'a', 'b', 'c')").run();
  expect(added.lastInsertRowid).toBe(10);
  expect(sqlite.pragma("foreign_key_list(audit_log)")).toEqual([]);
  const indexes = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit_log'");
  expect(indexes.pluck().all()).toEqual(["audit_log_at_idx"]);
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
