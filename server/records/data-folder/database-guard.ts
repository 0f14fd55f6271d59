import type { Logger } from "../../platform/observability/logger";
import { type Sentence, sentence } from "../../platform/words/sentence";
import { removeOldQuarantine } from "../recordings/quarantine";
import type { DatabaseThreads } from "./database-thread";
import { type ForgetInSafetyCopies, forgetInSafetyCopies } from "./forget-in-copies";
import { makeSafetyCopy, type SafetyCopy } from "./safety-copies";
import { watchSteadiness } from "./steady-clock";

/** The known state of the database's file, for the health report. */
export type DatabaseState = "checking" | "ok" | "damaged";

/** The delay before a database that was damaged, or could not be checked, is checked again. */
const recheckDelayMs = 10 * 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface DatabaseGuard {
  state(): DatabaseState;
  /**
   * Starts SQLite's quick check in a thread. Resolves with the damage that it found, or null when it found none or
   * could not run. While it runs the state is `checking`, whatever an earlier check found.
   */
  check(): Promise<string | null>;
  /** Copies the database now, before a migration. Rejects on failure. */
  copyNow(): Promise<SafetyCopy>;
  /** Takes a conversation out of all safety copies, also of one that is being made. Rejects on failure. */
  forgetConversation: ForgetInSafetyCopies;
  /**
   * Starts the work that lasts while the server runs. A check that finds no damage is followed by a safety copy, and
   * repeated after a day; any other check is repeated after ten minutes. Old quarantine entries are removed.
   */
  watch(): void;
  close(): Promise<void>;
}

export interface DatabaseGuardOptions {
  dataDir: string;
  databasePath: string;
  threads: DatabaseThreads;
  /** How many days quarantine entries are kept; 0: for ever. */
  quarantineDays: number;
  logger: Logger;
  /** Prints a line for the person at the terminal. */
  tell: (line: Sentence) => void;
  /** ms since the epoch. */
  nowMs: () => number;
  /** When the program was built, ms since the epoch. */
  builtMs: number;
}

/** Checks the database's file, and copies it while it is known to be intact. */
export function guardDatabase(options: DatabaseGuardOptions): DatabaseGuard {
  const { dataDir, databasePath, threads, logger } = options;
  const steadyForMs = watchSteadiness({
    builtMs: options.builtMs,
    wallMs: options.nowMs,
    monotonicMs: () => performance.now(),
  });
  let state: DatabaseState = "checking";
  let latestCheck: Promise<string | null> | null = null;
  let isClosed = false;
  let hasToldDamage = false;
  let nextCheck: NodeJS.Timeout | undefined;
  let sweeps: NodeJS.Timeout | undefined;
  /** Copies are made and rewritten one after another: one that is being made may have what is to go from all. */
  let lastOfCopies: Promise<unknown> = Promise.resolve();
  const report = (error: unknown) => logger.error("data_folder_watch_failed", { error });

  function check(): Promise<string | null> {
    state = "checking";
    latestCheck = runCheck();
    return latestCheck;
  }

  async function runCheck(): Promise<string | null> {
    const startedMs = performance.now();
    try {
      const damage = await threads.damageOf(databasePath);
      const duration_ms = Math.round(performance.now() - startedMs);
      state = damage === null ? "ok" : "damaged";
      if (damage === null) logger.info("database_checked", { duration_ms });
      else logger.error("database_damaged", { duration_ms, error: damage });
      return damage;
    } catch (error) {
      // A lock or lack of memory says neither that the file is damaged nor that it is intact.
      if (state === "ok") state = "checking";
      if (!isClosed) logger.error("database_check_failed", { error });
      return null;
    }
  }

  function afterOtherCopies<T>(work: () => Promise<T>): Promise<T> {
    const done = lastOfCopies.then(work);
    lastOfCopies = done.catch(() => undefined);
    return done;
  }

  async function copyNow(): Promise<SafetyCopy> {
    const copy = await afterOtherCopies(() => makeSafetyCopy(dataDir, threads.copy, options.nowMs()));
    logger.info("safety_copy_made", { name: copy.name, turns: copy.turns });
    return copy;
  }

  async function copyAfter(checking: Promise<string | null>): Promise<void> {
    const damage = await checking;
    if (isClosed) return;
    nextCheck = setTimeout(
      () => void copyAfter(runCheck()).catch(report),
      state === "ok" ? dayMs : recheckDelayMs,
    ).unref();
    if (damage !== null && !hasToldDamage) {
      for (const line of damagedWhileRunning(databasePath, damage)) options.tell(line);
    }
    hasToldDamage = state === "damaged";
    // A copy of a database that is damaged or unchecked must not replace a good one.
    if (state !== "ok") return;
    await copyNow().catch((error: unknown) => {
      if (!isClosed) logger.warn("safety_copy_failed", { error });
    });
  }

  async function sweep(): Promise<void> {
    // A clock that is wrong or was just set would make every entry old at once.
    if (steadyForMs() < dayMs) return;
    const removed = await removeOldQuarantine(dataDir, options.quarantineDays, options.nowMs());
    if (removed.length > 0) logger.info("quarantine_removed", { entries: removed });
  }

  return {
    state: () => state,
    check,
    copyNow,
    forgetConversation: (sessionId, signal) =>
      afterOtherCopies(() => forgetInSafetyCopies({ dataDir, threads, logger }, sessionId, signal)),
    watch() {
      void copyAfter(latestCheck ?? check()).catch(report);
      sweeps = setInterval(() => void sweep().catch(report), hourMs).unref();
    },
    async close() {
      isClosed = true;
      clearTimeout(nextCheck);
      clearInterval(sweeps);
      await threads.close();
    },
  };
}

function damagedWhileRunning(path: string, damage: string): Sentence[] {
  return [
    sentence("{path} is damaged: {damage}", { path, damage }),
    sentence(
      "AVATAR goes on for now. Stop it soon and start it again: it will name the ways back. No safety copy is replaced until then.",
    ),
  ];
}
