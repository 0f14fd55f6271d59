import { databaseFiles } from "../../platform/files/data-folder-layout";
import type { DataFolderFacts } from "./inspect";

/** Why a start is refused; explain-refusal.ts has the messages. */
export type StartRefusal =
  | {
      why:
        | "database_missing"
        | "database_empty"
        | "database_without_rows"
        | "later_version"
        | "log_damaged"
        | "log_foreign";
    }
  | { why: "database_damaged"; reason: string }
  | { why: "recordings_without_row"; most: number };

export type StartDecision =
  | { kind: "refuse"; refusal: StartRefusal }
  /** `setAside`: database files to move into quarantine first; `keepCopies`: files to copy there and leave in place. */
  | { kind: "go_on"; setAside: readonly string[]; keepCopies: readonly string[] };

export interface StartOptions {
  maxSessions: number;
  /** The person agreed to move files without a row into quarantine (`--accept-new-database`). */
  acceptNewDatabase: boolean;
  /** `when` of the newest migration that this version knows. */
  latestMigration: number;
  /** The result of SQLite's check so far. */
  damage: string | null;
}

/**
 * Decides whether a server may start on this data folder. A state that a crash can't explain is refused: starting could
 * separate recordings from their rows, or overwrite data that can still be saved. Nothing is deleted in either case.
 */
export function decideStart(facts: DataFolderFacts, options: StartOptions): StartDecision {
  const refusal = refusalOf(facts, options);
  if (!refusal) return { kind: "go_on", setAside: [], keepCopies: [] };
  if (!options.acceptNewDatabase || refusal.why === "later_version") return { kind: "refuse", refusal };
  switch (refusal.why) {
    case "recordings_without_row":
    case "database_without_rows":
      return { kind: "go_on", setAside: [], keepCopies: [] };
    case "log_foreign":
      return { kind: "go_on", setAside: ["app.db-wal", "app.db-shm"], keepCopies: [] };
    case "log_damaged":
      return { kind: "go_on", setAside: [], keepCopies: ["app.db", "app.db-wal"] };
    default:
      return { kind: "go_on", setAside: databaseFiles, keepCopies: [] };
  }
}

function refusalOf(facts: DataFolderFacts, options: StartOptions): StartRefusal | null {
  const { database, writeAheadLog, recordings, recordingsWithoutRow, safetyCopies } = facts;
  // The rows were read through that log, so they say nothing about the database itself.
  if (writeAheadLog === "foreign") return { why: "log_foreign" };
  switch (database.kind) {
    case "missing":
    case "empty": {
      // An empty folder starts without a database; this one has traces of an earlier database.
      const hadOne = recordings.length > 0 || safetyCopies.length > 0 || writeAheadLog !== "none";
      return hadOne ? { why: `database_${database.kind}` } : null;
    }
    case "unreadable":
      return { why: "database_damaged", reason: database.reason };
    case "readable": {
      if (database.lastMigration > options.latestMigration) return { why: "later_version" };
      if (options.damage) return { why: "database_damaged", reason: options.damage };
      if (writeAheadLog === "damaged") return { why: "log_damaged" };
      // A crash leaves at most two recordings per session: both sides of the turn being stored.
      const maxSessions = Math.max(options.maxSessions, database.maxSessions ?? 0);
      const most = 2 * Math.min(maxSessions, database.sessions);
      if (recordingsWithoutRow.length <= most) return null;
      return database.turns === 0 ? { why: "database_without_rows" } : { why: "recordings_without_row", most };
    }
  }
}
