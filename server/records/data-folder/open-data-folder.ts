import { setTimeout as delay } from "node:timers/promises";
import { latestMigrationIn, migrateDatabase, openDatabase } from "../../platform/db/connection";
import type { Logger } from "../../platform/observability/logger";
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
import { makeSafetyCopy } from "./safety-copies";

/** A start does not wait longer for SQLite's check of a large database: it ends beside the running server. */
const longestCheckMs = 10_000;

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
  /** For the person at the terminal. */
  tell: (text: string) => void;
}

/**
 * Opens the database for a server that has locked the data folder: looks at what lies there, decides, sets aside what it was told
 * to, copies before it migrates. Throws StartRefusedError, with nothing changed, where going on could lose what people said.
 */
export async function openDataFolder(options: DataFolderOptions) {
  const { dataDir, databasePath, logger } = options;
  const restored = await finishRestore(dataDir);
  if (restored) {
    logger.warn("restore_finished", { source: restored.source });
    options.tell(`A restore from ${restored.source} had been cut off; it is finished now.\n`);
  }
  const guard = guardDatabase({ ...options, threads: createDatabaseThreads(), nowMs: Date.now });
  try {
    rollBackCutOffTransaction(databasePath);
    const facts = await clearTheWay(options, guard);
    if (isOlder(facts, latestMigrationIn(options.migrationsFolder))) await guard.copyNow();
    const opened = openUpToDate(databasePath, options.migrationsFolder);
    if (!isThere(facts)) void guard.check();
    return { ...opened, guard };
  } catch (error) {
    await guard.close();
    throw error;
  }
}

/**
 * Looks and decides, and sets aside what the person agreed to, until nothing is in the way; answers what lies there then. What
 * was set aside may have hidden what else is wrong: the rows were read through a log of another database, say.
 */
async function clearTheWay(options: DataFolderOptions, guard: DatabaseGuard): Promise<DataFolderFacts> {
  for (;;) {
    // Before the check has its connection: reading the file and closing it would drop that one's locks.
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

/** The same for a command, which works beside a running server too: that one has looked already, and nothing is set aside. */
export async function openDatabaseForCommand(
  options: Pick<DataFolderOptions, "dataDir" | "databasePath" | "migrationsFolder" | "maxSessions" | "recordings"> & {
    isInUse: boolean;
  },
) {
  const { dataDir, databasePath, migrationsFolder } = options;
  if (!options.isInUse) {
    if (isRestoreUnfinished(dataDir))
      throw new Error("A restore was cut off: start AVATAR, or restore again, to finish it.");
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
    // Tells this database's write-ahead log apart from another's (write-ahead-log.ts).
    const { sqlite } = opened;
    if (sqlite.pragma("user_version", { simple: true }) === 0) sqlite.pragma(`user_version = ${newIdentity()}`);
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

/** A database with something in it that this version is about to change. */
function isOlder({ database }: DataFolderFacts, latestMigration: number): boolean {
  return database.kind === "readable" && database.lastMigration > 0 && database.lastMigration < latestMigration;
}

function isThere({ database }: DataFolderFacts): boolean {
  return database.kind === "readable" || database.kind === "unreadable";
}

/** Answers whether any of the files was there. */
async function keepInQuarantine(
  paths: readonly string[],
  { dataDir, logger, tell }: DataFolderOptions,
  keep: boolean,
): Promise<boolean> {
  const reason = "The database that was here before a start with --accept-new-database.";
  const entry = await quarantine(dataDir, paths, { reason, nowMs: Date.now(), keep });
  if (entry === null) return false;
  logger.warn("database_set_aside", { entry });
  tell(`What was in app.db is kept in ${dataDir}/quarantine/${entry}.\n`);
  return true;
}
