import { databaseFiles } from "../../platform/files/data-folder-layout";
import type { DataFolderFacts } from "./inspect";

/** Why a start is refused; each in words in explain-refusal.ts. */
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
  | { why: "strangers"; most: number };

export type StartDecision =
  | { kind: "refuse"; refusal: StartRefusal }
  /** `setAside`: files of the database that go into quarantine first; `keepCopies`: those that are copied there and stay. */
  | { kind: "go_on"; setAside: readonly string[]; keepCopies: readonly string[] };

export interface StartOptions {
  maxSessions: number;
  /** The person said that what has no row may go into quarantine. */
  acceptNewDatabase: boolean;
  /** `when` of the newest migration that this version knows. */
  latestMigration: number;
  /** What SQLite's check found, as far as it has come. */
  damage: string | null;
}

/**
 * Whether a server may start on this data folder. What can't be explained by a crash is refused: starting would part people's
 * recordings from their words, or write over what may still be saved. Nothing is destroyed either way.
 */
export function decideStart(facts: DataFolderFacts, options: StartOptions): StartDecision {
  const refusal = refusalOf(facts, options);
  if (!refusal) return { kind: "go_on", setAside: [], keepCopies: [] };
  if (!options.acceptNewDatabase || refusal.why === "later_version") return { kind: "refuse", refusal };
  switch (refusal.why) {
    case "strangers":
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
  const { database, writeAheadLog, recordings, strangers, safetyCopies } = facts;
  // Whatever was read was read through that log, and says nothing about the database.
  if (writeAheadLog === "foreign") return { why: "log_foreign" };
  switch (database.kind) {
    case "missing":
    case "empty": {
      // A folder in which nothing ever was begins with no database; this one had one.
      const hadOne = recordings.length > 0 || safetyCopies.length > 0 || writeAheadLog !== "none";
      return hadOne ? { why: `database_${database.kind}` } : null;
    }
    case "unreadable":
      return { why: "database_damaged", reason: database.reason };
    case "readable": {
      if (database.lastMigration > options.latestMigration) return { why: "later_version" };
      if (options.damage) return { why: "database_damaged", reason: options.damage };
      if (writeAheadLog === "damaged") return { why: "log_damaged" };
      // A crash leaves at most both sides of the one turn that each session was storing.
      const most = 2 * Math.min(options.maxSessions, database.sessions);
      if (strangers.length <= most) return null;
      return database.turns === 0 ? { why: "database_without_rows" } : { why: "strangers", most };
    }
  }
}
