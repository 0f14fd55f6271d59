import { setTimeout as delay } from "node:timers/promises";
import { latestMigrationIn, migrateDatabase, openDatabase } from "../../platform/db/connection";
import type { Logger } from "../../platform/observability/logger";
import { explained, type Sentence, sentence } from "../../platform/words/sentence";
import { quarantine } from "../recordings/quarantine";
import type { Recordings } from "../recordings/recordings";
import { type DatabaseGuard, guardDatabase } from "./database-guard";
import { createDatabaseThreads } from "./database-thread";
import { copyDatabase, newIdentity } from "./database-work.mjs";
import { decideStart } from "./decide-start";
import { explainRefusal, StartRefusedError } from "./explain-refusal";
import { type DataFolderFacts, inspectDataFolder } from "./inspect";
import { finishRestore, isRestoreUnfinished } from "./restore-swap";
import { rollBackCutOffTransaction } from "./rollback-journal";
import { makeSafetyCopy, type SafetyCopy } from "./safety-copies";

/**
 * The longest a start waits for SQLite's check of a large database; then the check goes on beside the running server.
 */
const defaultLongestCheckMs = 10_000;

export interface DataFolderOptions {
  dataDir: string;
  databasePath: string;
  migrationsFolder: string;
  maxSessions: number;
  acceptNewDatabase: boolean;
  quarantineDays: number;
  /** When the program was built, ms since the epoch. */
  builtMs: number;
  recordings: Recordings;
  logger: Logger;
  /** Prints a line for the person at the terminal. */
  tell: (line: Sentence) => void;
  longestCheckMs?: number;
}

/**
 * Opens the database for a server that has locked the data folder: inspects the folder, decides, moves files to
 * quarantine where the person agreed, and copies the database before a migration. Throws StartRefusedError, with
 * nothing changed, where starting could lose what people said.
 */
export async function openDataFolder(options: DataFolderOptions) {
  const { dataDir, databasePath, logger } = options;
  const restored = await finishRestore(dataDir);
  if (restored) {
    logger.warn("restore_finished", { source: restored.source });
    const { source } = restored;
    options.tell(sentence("A restore from {source} had been cut off; it is finished now.", { source }));
  }
  const guard = guardDatabase({ ...options, threads: createDatabaseThreads(), nowMs: Date.now });
  try {
    rollBackCutOffTransaction(databasePath);
    const facts = await clearTheWay(options, guard);
    if (isOlder(facts, latestMigrationIn(options.migrationsFolder))) {
      for (const line of wayBack(await guard.copyNow())) options.tell(line);
    }
    const opened = openUpToDate(databasePath, options.migrationsFolder);
    if (!isThere(facts)) void guard.check();
    return { ...opened, guard };
  } catch (error) {
    await guard.close();
    throw error;
  }
}

/**
 * Inspects, decides and sets aside what the person agreed to, until nothing blocks the start; returns the final
 * contents. It repeats because a file that was set aside may have hidden another problem: the rows may have been read
 * through the log of another database.
 */
async function clearTheWay(options: DataFolderOptions, guard: DatabaseGuard): Promise<DataFolderFacts> {
  const { longestCheckMs = defaultLongestCheckMs } = options;
  for (;;) {
    // Must run before the check has its connection: reading and closing the file would drop that connection's locks.
    const facts = await inspectDataFolder(options.dataDir, options.recordings);
    const checking = isThere(facts) ? guard.check() : null;
    const damage = checking ? await Promise.race([checking, delay(longestCheckMs, null, { ref: false })]) : null;
    const latestMigration = latestMigrationIn(options.migrationsFolder);
    const decision = decideStart(facts, { ...options, latestMigration, damage });
    if (decision.kind === "refuse") throw new StartRefusedError(explainRefusal(decision.refusal, facts));
    if (decision.setAside.length + decision.keepCopies.length > 0) await checking;
    await keepInQuarantine(decision.keepCopies, options, true);
    const hasSetAside = await keepInQuarantine(decision.setAside, options, false);
    if (!hasSetAside) return facts;
  }
}

/** The same for a command, which may run beside a server: the server has already checked, and nothing is set aside. */
export async function openDatabaseForCommand(
  options: Pick<DataFolderOptions, "dataDir" | "databasePath" | "migrationsFolder" | "maxSessions" | "recordings"> & {
    isInUse: boolean;
  },
) {
  const { dataDir, databasePath, migrationsFolder } = options;
  if (!options.isInUse) {
    if (isRestoreUnfinished(dataDir))
      throw explained("A restore was cut off: start AVATAR, or restore again, to finish it.");
    rollBackCutOffTransaction(databasePath);
    const facts = await inspectDataFolder(dataDir, options.recordings);
    const latestMigration = latestMigrationIn(migrationsFolder);
    const decision = decideStart(facts, { ...options, latestMigration, damage: null, acceptNewDatabase: false });
    if (decision.kind === "refuse") throw new StartRefusedError(explainRefusal(decision.refusal, facts));
    if (isOlder(facts, latestMigration)) await makeSafetyCopy(dataDir, copyDatabase, Date.now());
  }
  return openUpToDate(databasePath, migrationsFolder);
}

function openUpToDate(databasePath: string, migrationsFolder: string) {
  const opened = openDatabase(databasePath);
  try {
    migrateDatabase(opened.tables, migrationsFolder);
    // Gives the database an identity by which its write-ahead log is recognised (write-ahead-log.ts).
    const { sqlite } = opened;
    if (sqlite.pragma("user_version", { simple: true }) === 0) sqlite.pragma(`user_version = ${newIdentity()}`);
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** For the person who starts a newer AVATAR on older data. */
function wayBack({ path }: SafetyCopy): Sentence[] {
  return [
    sentence("The database is of an earlier AVATAR and is brought up to date. A copy from before:"),
    sentence("  {path}", { path }),
    sentence("To go back: stop AVATAR, put the earlier version in place, and there:"),
    sentence("  {command}", { command: `npx avatar restore "${path}" && npm start` }),
    sentence("What is said from now on is not in that copy."),
  ];
}

/** A database with content that this version is about to migrate. */
function isOlder({ database }: DataFolderFacts, latestMigration: number): boolean {
  return database.kind === "readable" && database.lastMigration > 0 && database.lastMigration < latestMigration;
}

function isThere({ database }: DataFolderFacts): boolean {
  return database.kind === "readable" || database.kind === "unreadable";
}

/** Returns whether any of the files existed. */
async function keepInQuarantine(
  paths: readonly string[],
  { dataDir, logger, tell }: DataFolderOptions,
  keep: boolean,
): Promise<boolean> {
  const reason = "The database that was here before a start with --accept-new-database.";
  const entry = await quarantine(dataDir, paths, { reason, nowMs: Date.now(), keep });
  if (entry === null) return false;
  logger.warn("database_set_aside", { entry });
  tell(sentence("What was in app.db is kept in {folder}.", { folder: `${dataDir}/quarantine/${entry}` }));
  return true;
}
