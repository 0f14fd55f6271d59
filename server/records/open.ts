import { mkdirSync } from "node:fs";
import type { Actor } from "../access/actor";
import { changeMarkOf } from "../platform/db/change-mark";
import { lockDataFolder } from "../platform/db/instance-lock";
import { serveFrom } from "../platform/db/serve-from";
import type { Logger } from "../platform/observability/logger";
import { watchClock } from "../platform/self-check/clock";
import { newestTurnMs, touchDatabase } from "../platform/self-check/touch-database";
import { watchStorage } from "../platform/self-check/watch-storage";
import { nowS } from "../platform/timing/unix-time";
import type { Sentence } from "../platform/words/sentence";
import type { RecordsContext } from "./context";
import { quarantineNotice } from "./data-folder/explain-refusal";
import { openDataFolder } from "./data-folder/open-data-folder";
import { tightenModes } from "./data-folder/private-modes";
import type { RecordsSettings } from "./data-settings";
import { createRecordings } from "./recordings/file-recordings";
import { reconcileRecordings } from "./recordings/reconcile";
import { ensureFirstAdmin } from "./users/ensure-first-admin";

export interface RecordsOptions extends RecordsSettings {
  databasePath: string;
  modelsDir: string;
  migrationsFolder: string;
  maxSessions: number;
  acceptNewDatabase: boolean;
  /** When the program was built, ms since the epoch; a clock that shows an earlier time is wrong. */
  builtMs: number;
  logger: Logger;
  /** Prints a line for the person at the terminal. */
  tell: (line: Sentence) => void;
  /** Adds a shutdown step, which runs before all earlier ones. */
  onShutdown: (name: string, run: () => void | Promise<void>) => void;
}

/**
 * Opens the data folder: locks it, brings the database up to date, moves recordings without a row to quarantine, and
 * begins to watch the disk and the clock. Throws StartRefusedError where starting could destroy a person's data.
 */
export async function openRecords(options: RecordsOptions) {
  const { dataDir, databasePath, builtMs, logger, tell, onShutdown } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlockDataFolder = lockDataFolder(dataDir);
  const tightened = tightenModes(dataDir);
  if (tightened.length > 0) logger.info("data_folder_modes_tightened", { paths: tightened });
  const recordings = createRecordings(dataDir, logger);
  const dataFolder = await openDataFolder({ ...options, recordings });
  const { db, sqlite, guard, close: closeDatabase } = dataFolder;
  let serving: ReturnType<typeof serveFrom> | null = null;
  onShutdown("database", async () => {
    await Promise.all([guard.close(), serving?.close()]);
    closeDatabase();
    unlockDataFolder();
  });

  const contextFor = (actor: Actor): RecordsContext => ({ db, recordings, actor, nowS });
  const reconciled = await reconcileRecordings(contextFor({ kind: "system", job: "reconcile" }));
  logger[reconciled.quarantined > 0 ? "warn" : "info"]("recordings_reconciled", { ...reconciled });
  const notice = quarantineNotice(dataDir, reconciled);
  if (notice) tell(notice);
  guard.watch();

  serving = serveFrom(dataFolder, { onTrouble: (error) => logger.error("checkpointer_failed", { error }) });
  const monotonicMs = () => performance.now();
  const storage = watchStorage({
    dataDir,
    databasePath,
    modelsDir: options.modelsDir,
    limits: options.diskRoom,
    touchDatabase: (really) => touchDatabase(db, really),
    databaseState: () => guard.state(),
    logger,
    nowMs: monotonicMs,
  });
  const clock = watchClock({
    builtMs,
    newestTurnMs: () => newestTurnMs(db),
    logger,
    wallMs: Date.now,
    nowMs: monotonicMs,
  });
  onShutdown("self-check", () => {
    storage.close();
    clock.close();
  });
  return {
    db,
    sqlite,
    /** Differs whenever rows were written, by any process. */
    changeMark: changeMarkOf(sqlite),
    contextFor,
    nowS,
    storage,
    clock,
    endWaitingIn: serving.endWaitingIn,
    emptyLog: serving.emptyLog,
    forgetInSafetyCopies: guard.forgetConversation,
    /** Creates the first admin; null when there is one already. `password` is null when it was configured. */
    async ensureFirstAdmin() {
      const admin = await ensureFirstAdmin(contextFor({ kind: "system", job: "first_admin" }), {
        username: options.adminUsername,
        password: options.adminPassword,
      });
      return admin && { username: admin.username, password: admin.generatedPassword };
    },
  };
}
