import { mkdirSync } from "node:fs";
import type { Actor } from "../access/actor";
import { lockDataFolder } from "../platform/db/instance-lock";
import { serveFrom } from "../platform/db/serve-from";
import type { Logger } from "../platform/observability/logger";
import { watchClock } from "../platform/self-check/clock";
import { newestTurnMs, touchDatabase } from "../platform/self-check/touch-database";
import { watchStorage } from "../platform/self-check/watch-storage";
import { nowS } from "../platform/timing/unix-time";
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
  /** When the program was built, ms since the epoch: the clock can't be before. */
  builtMs: number;
  logger: Logger;
  /** For the person at the terminal. */
  tell: (text: string) => void;
  /** Adds what the shutdown runs, before what was added until now. */
  onShutdown: (name: string, run: () => void | Promise<void>) => void;
}

/**
 * Opens what is kept: locks the data folder, brings the database up to date, sets aside what has no row, and begins to watch disk
 * and clock. Throws StartRefusedError where going on could destroy something of a person's.
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
  tell(quarantineNotice(dataDir, reconciled));
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
    contextFor,
    nowS,
    storage,
    clock,
    endWaitingIn: serving.endWaitingIn,
    /** Made on an empty database; null where somebody is there already. `password`: null when the environment gave it. */
    async ensureFirstAdmin() {
      const made = await ensureFirstAdmin(contextFor({ kind: "system", job: "first_admin" }), {
        username: options.adminUsername,
        password: options.adminPassword,
      });
      return made && { username: made.username, password: made.generatedPassword };
    },
  };
}
