/**
 * Takes a conversation out of a copy of the database: seconds for a large one, so the server runs it in a thread
 * (database-thread.ts). Plain JavaScript as database-work.mjs. A copy may have any older schema.
 */
import { closeSync, constants, copyFileSync, openSync, rmSync } from "node:fs";
import DatabaseDriver from "better-sqlite3";
import { damageOf, isTableIn, newIdentity, purgeIndexIn, rowsIn } from "./database-work.mjs";

/**
 * Whether the copy has rows of the conversation.
 * @param {string} path
 * @param {string} sessionId
 * @returns {boolean}
 */
export function hasConversation(path, sessionId) {
  const copy = new DatabaseDriver(path, { readonly: true, fileMustExist: true });
  try {
    const has = (table, column) =>
      isTableIn(copy, table) && copy.prepare(`SELECT 1 FROM "${table}" WHERE "${column}" = ?`).get(sessionId);
    return Boolean(has("sessions", "id") || has("conversations", "session_id"));
  } finally {
    copy.close();
  }
}

/**
 * Writes what the copy at `from` has, without the conversation, into the new file `to` (mode 0600, checked, not yet
 * durable); `work` is a path for a file meanwhile. `from` stays as it is. On failure it throws and leaves nothing behind.
 * @param {{ from: string, work: string, to: string, sessionId: string }} task
 * @returns {{ turns: number }} the number of turns that are left
 */
export function copyWithoutConversation({ from, work, to, sessionId }) {
  try {
    copyFileSync(from, work, constants.COPYFILE_EXCL);
    closeSync(openSync(to, "wx", 0o600));
    const turns = writeWithout(work, to, sessionId);
    const damage = damageOf(to);
    if (damage) throw Object.assign(new Error(`The copy is damaged: ${damage}`), { code: "SQLITE_CORRUPT" });
    return { turns };
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  } finally {
    rmSync(work, { force: true });
  }
}

function writeWithout(work, to, sessionId) {
  const database = new DatabaseDriver(work, { fileMustExist: true });
  try {
    // The file is thrown away afterwards: it needs no journal, which would have the words, and need not be durable.
    database.pragma("journal_mode = OFF");
    database.pragma("synchronous = OFF");
    database.pragma("foreign_keys = ON");
    database.pragma("secure_delete = ON");
    if (isTableIn(database, "replay_cases")) forgetReplays(database, sessionId);
    if (isTableIn(database, "turn_search")) {
      run(
        database,
        "DELETE FROM turn_search WHERE rowid IN (SELECT id FROM conversations WHERE session_id = ?)",
        sessionId,
      );
      purgeIndexIn(database);
    }
    if (isTableIn(database, "missing_recordings")) forgetMissing(database, sessionId);
    run(database, "DELETE FROM conversations WHERE session_id = ?", sessionId);
    run(database, "DELETE FROM sessions WHERE id = ?", sessionId);
    database.pragma(`user_version = ${newIdentity()}`);
    // Built anew, a page has nothing but its rows: in a page that SQLite rebalanced, stale bytes of moved rows may stay.
    run(database, "VACUUM INTO ?", to);
    return rowsIn(database, "conversations");
  } finally {
    database.close();
  }
}

/** As remove-conversation.ts does: cases and results stay, without a word and a sound. */
function forgetReplays(database, sessionId) {
  const cases = "(SELECT id FROM replay_cases WHERE session_id = ?)";
  const facts =
    "json_set(facts, '$.recognisedText', null, '$.heardReplacements', json('[]'), '$.saidReplacements', json('[]'))";
  const noSound = "ai_audio_path = NULL, audio_bytes = 0";
  run(
    database,
    `UPDATE replay_results SET user_text = NULL, ai_text = NULL, ${noSound}, facts = ${facts} WHERE case_id IN ${cases}`,
    sessionId,
  );
  run(database, `UPDATE replay_verdicts SET note = '' WHERE case_id IN ${cases}`, sessionId);
  const expectations = "json_set(expectations, '$.mustContain', json('[]'), '$.mustNotContain', json('[]'))";
  run(
    database,
    `UPDATE replay_cases SET context = NULL, expected_text = NULL, expectations = ${expectations} WHERE session_id = ?`,
    sessionId,
  );
}

/** Their paths have the conversation's id. */
function forgetMissing(database, sessionId) {
  for (const column of ["user_audio_path", "ai_audio_path"]) {
    const paths = `SELECT ${column} FROM conversations WHERE session_id = ?`;
    run(database, `DELETE FROM missing_recordings WHERE path IN (${paths})`, sessionId);
  }
}

function run(database, statement, value) {
  database.prepare(statement).run(value);
}
