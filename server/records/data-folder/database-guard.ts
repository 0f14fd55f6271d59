import type { Logger } from "../../platform/observability/logger";
import { removeOldQuarantine } from "../recordings/quarantine";
import type { DatabaseThreads } from "./database-thread";
import { makeSafetyCopy } from "./safety-copies";
import { watchSteadiness } from "./steady-clock";

/** What is known of the database's file; for the health report. */
export type DatabaseState = "checking" | "ok" | "damaged";

/** Until a database that was found damaged, or could not be checked, is looked at again. */
const againMs = 10 * 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface DatabaseGuard {
  state(): DatabaseState;
  /**
   * Begins SQLite's quick check in a thread; resolves with what is wrong, null when nothing is or it can't be told. Until then
   * nothing is known, whatever an earlier check has found.
   */
  check(): Promise<string | null>;
  /** Copies the database now, before a migration. Rejects when it can't. */
  copyNow(): Promise<void>;
  /** Beside the running server: a copy once the check is good, check and copy anew each day (a check that did not find it good is repeated after minutes), and an eye on the quarantine's age. */
  watch(): void;
  close(): Promise<void>;
}

export interface DatabaseGuardOptions {
  dataDir: string;
  databasePath: string;
  threads: DatabaseThreads;
  /** How long what was set aside is kept; 0: for ever. */
  quarantineDays: number;
  logger: Logger;
  /** For the person at the terminal. */
  tell: (text: string) => void;
  /** Since the epoch. */
  nowMs: () => number;
  /** When the program was built, ms since the epoch. */
  builtMs: number;
}

/** Looks after the database's file: checks it, and keeps copies of what was found good. */
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
  let nextRound: NodeJS.Timeout | undefined;
  let sweeps: NodeJS.Timeout | undefined;
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
      // A lock, or no memory: no reason to call it damaged, and none to call it whole.
      if (state === "ok") state = "checking";
      if (!isClosed) logger.error("database_check_failed", { error });
      return null;
    }
  }

  async function copyNow(): Promise<void> {
    const { name, turns } = await makeSafetyCopy(dataDir, threads.copy, options.nowMs());
    logger.info("safety_copy_made", { name, turns });
  }

  async function goRound(checking: Promise<string | null>): Promise<void> {
    const damage = await checking;
    if (isClosed) return;
    nextRound = setTimeout(() => void goRound(runCheck()).catch(report), state === "ok" ? dayMs : againMs).unref();
    if (damage !== null && !hasToldDamage) options.tell(damagedWhileRunning(databasePath, damage));
    hasToldDamage = state === "damaged";
    // Of a database that is damaged, or could not be checked, no copy takes a good one's place.
    if (state !== "ok") return;
    await copyNow().catch((error: unknown) => {
      if (!isClosed) logger.warn("safety_copy_failed", { error });
    });
  }

  async function sweep(): Promise<void> {
    // A clock that is wrong, or was set a moment ago, would make everything old at once.
    if (steadyForMs() < dayMs) return;
    const removed = await removeOldQuarantine(dataDir, options.quarantineDays, options.nowMs());
    if (removed.length > 0) logger.info("quarantine_removed", { entries: removed });
  }

  return {
    state: () => state,
    check,
    copyNow,
    watch() {
      void goRound(latestCheck ?? check()).catch(report);
      sweeps = setInterval(() => void sweep().catch(report), hourMs).unref();
    },
    async close() {
      isClosed = true;
      clearTimeout(nextRound);
      clearInterval(sweeps);
      await threads.close();
    },
  };
}

function damagedWhileRunning(databasePath: string, damage: string): string {
  return (
    `${databasePath} is damaged: ${damage}\n` +
    "AVATAR goes on for now. Stop it soon and start it again: it will name the ways back. No safety copy is replaced until then.\n"
  );
}
