import { statSync } from "node:fs";
import { join } from "node:path";
import DatabaseDriver from "better-sqlite3";
import { limitSchemas } from "../../../lib/limits";
import { databaseFile } from "../../platform/files/data-folder-layout";
import { type Sentence, sentence } from "../../platform/words/sentence";
import type { Recordings } from "../recordings/recordings";
import { isDamage, rowsIn } from "./database-work.mjs";
import { listSafetyCopies, type SafetyCopy } from "./safety-copies";
import { inspectWriteAheadLog, type WriteAheadLog } from "./write-ahead-log";

export type DatabaseFacts =
  | { kind: "missing" }
  /** 0 bytes. */
  | { kind: "empty" }
  /** Damaged at the start of the file, or not a database of AVATAR; `reason` in SQLite's words. */
  | { kind: "unreadable"; reason: string }
  | ReadableDatabase;

interface ReadableDatabase {
  kind: "readable";
  turns: number;
  /** Number of voice sessions; a session is written before anything is recorded. */
  sessions: number;
  /** How many may talk at once, where the house has decided that. */
  maxSessions?: number;
  /** `when` of the last applied migration; 0 for none. */
  lastMigration: number;
}

/** The contents of a data folder, read without changing anything. */
export interface DataFolderFacts {
  dataDir: string;
  database: DatabaseFacts;
  writeAheadLog: WriteAheadLog;
  /** Recordings on disk, relative to the data folder. */
  recordings: string[];
  /** Recordings that no row names. */
  recordingsWithoutRow: string[];
  /** Newest first. */
  safetyCopies: SafetyCopy[];
}

/**
 * Call this before the database is opened for writing: SQLite then applies or discards the content of the write-ahead
 * log.
 */
export async function inspectDataFolder(dataDir: string, files: Pick<Recordings, "list">): Promise<DataFolderFacts> {
  const path = join(dataDir, databaseFile);
  const writeAheadLog = inspectWriteAheadLog(path);
  const { database, named } = inspectDatabase(path);
  const recordings = await files.list();
  return {
    dataDir,
    database,
    writeAheadLog,
    recordings,
    recordingsWithoutRow: recordings.filter((recording) => !named.has(recording)),
    safetyCopies: listSafetyCopies(dataDir),
  };
}

/** The facts of a database file, and the recordings that its rows name. Throws when another program locks it. */
export function inspectDatabase(path: string): { database: DatabaseFacts; named: Set<string> } {
  const named = new Set<string>();
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file) return { database: { kind: "missing" }, named };
  if (file.size === 0) return { database: { kind: "empty" }, named };
  let sqlite: DatabaseDriver.Database | null = null;
  try {
    sqlite = new DatabaseDriver(path, { readonly: true });
    const turns = rowsIn(sqlite, "conversations");
    const tables = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    const migrations = rowsIn(sqlite, "__drizzle_migrations");
    if (tables.length > 0 && !tables.includes("__drizzle_migrations")) {
      return { database: { kind: "unreadable", reason: "it is another program's database" }, named };
    }
    for (const recording of turns > 0 ? namedIn(sqlite) : []) named.add(recording);
    const last = migrations > 0 ? sqlite.prepare("SELECT max(created_at) FROM __drizzle_migrations").pluck().get() : 0;
    const sessions = rowsIn(sqlite, "sessions");
    const maxSessions = tables.includes("house_settings") ? decidedSessions(sqlite) : null;
    const facts = { turns, sessions, lastMigration: Number(last), ...(maxSessions !== null && { maxSessions }) };
    return { database: { kind: "readable", ...facts }, named };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { database: { kind: "unreadable", reason: (error as Error).message }, named };
  } finally {
    sqlite?.close();
  }
}

/** Reads only the columns fixed by the contract, which every version of the database has. */
function namedIn(sqlite: DatabaseDriver.Database): string[] {
  const paths = sqlite.prepare(
    "SELECT user_audio_path FROM conversations UNION SELECT ai_audio_path FROM conversations WHERE ai_audio_path IS NOT NULL",
  );
  return (paths.pluck().all() as string[]).filter((path) => path !== "");
}

/** Null where nobody has decided. */
function decidedSessions(sqlite: DatabaseDriver.Database): number | null {
  const value = sqlite.prepare("SELECT value FROM house_settings WHERE key = 'maxSessions'").pluck().get();
  const decided = limitSchemas.maxSessions.safeParse(Number(value ?? Number.NaN));
  return decided.success ? decided.data : null;
}

/** "40 turns, 80 recordings", or what is wrong; for people. */
export function describeDataFolder({ database, recordings }: DataFolderFacts): Sentence {
  const count = recordings.length;
  switch (database.kind) {
    case "readable":
      return sentence("{turns} turns, {count} recordings", { turns: database.turns, count });
    case "unreadable":
      return sentence("a damaged database ({reason}), {count} recordings", { reason: database.reason, count });
    default:
      return count > 0 ? sentence("no database, {count} recordings", { count }) : sentence("nothing");
  }
}
