import { canStore, type StorageHealth, type StorageState } from "../../../lib/health";
import { Listeners } from "../../../lib/listeners";
import { freeBytesOf } from "../files/disk-room";
import type { Logger } from "../observability/logger";
import { inspectFolder, writeProbeFile } from "./inspect-folder";
import { isLockError, type RoomLimits, storageState } from "./storage-state";

/** Well: only looked at. Not well: written to, so that it is known at once when it is well again. */
const pollEveryMs = { well: 10_000, unwell: 2_000 } as const;
/** A disk that nobody writes to is tried this often: one that has failed over night is known in the morning. */
const writeEveryMs = 5 * 60_000;
/** A network folder whose server is gone keeps the look waiting. */
const hangsAfterMs = 30_000;

export interface StorageWatchOptions {
  dataDir: string;
  databasePath: string;
  modelsDir: string;
  limits: RoomLimits;
  /** A transaction like a turn's; `really` with something to write. Resolves when it is durable. */
  touchDatabase: (really: boolean) => Promise<void>;
  /** What SQLite's own check of the database says, where it is made. */
  databaseState?: () => "checking" | "ok" | "damaged";
  logger: Logger;
  /** Monotonic clock, ms. */
  nowMs: () => number;
  pollEveryMs?: { well: number; unwell: number };
}

export interface StorageWatch {
  report(): StorageHealth;
  /** Something could not be stored: tries it now. */
  suspect(): void;
  /** Calls back after each change of the state; returns the unsubscribe function. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** Looks at the data folder and the database every few seconds, beside everything else: no turn waits for it. */
export function watchStorage(options: StorageWatchOptions): StorageWatch {
  const { dataDir, databasePath, logger, nowMs } = options;
  const every = options.pollEveryMs ?? pollEveryMs;
  const listeners = new Listeners();
  let folder: Awaited<ReturnType<typeof inspectFolder>> | null = null;
  let firstDatabaseId: string | null = null;
  let modelsFreeBytes: number | null = null;
  let fileError: string | null = null;
  let databaseError: string | null = null;
  /** A transaction is under way, since then. */
  let touchingSinceMs: number | null = null;
  /** The lock is somebody else's, since then. */
  let lockedSinceMs: number | null = null;
  let wroteAtMs = Number.NEGATIVE_INFINITY;
  let told: StorageState = "ok";
  let isSuspected = false;
  let lookingSinceMs: number | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  function state(): StorageState {
    const isReplaced = folder !== null && folder.databaseId !== null && folder.databaseId !== firstDatabaseId;
    const hangs = lookingSinceMs !== null && nowMs() - lookingSinceMs > hangsAfterMs;
    const facts = {
      folderError: hangs ? "ETIMEDOUT" : isReplaced ? "REPLACED" : (folder?.error ?? null),
      freeBytes: folder?.freeBytes ?? null,
      isOutOfFiles: folder?.isOutOfFiles ?? false,
      fileError,
      databaseError,
      lockedMs: nowMs() - (lockedSinceMs ?? touchingSinceMs ?? nowMs()),
      isDamaged: options.databaseState?.() === "damaged",
    };
    return storageState(facts, options.limits);
  }

  /** Not waited for: behind somebody's lock it takes as long as that. */
  async function touch(really: boolean): Promise<void> {
    if (touchingSinceMs !== null) return;
    const beganMs = nowMs();
    touchingSinceMs = beganMs;
    try {
      await options.touchDatabase(really);
      // One that only began and ended says nothing of the disk.
      if (really || isLockError(databaseError)) databaseError = null;
      lockedSinceMs = null;
    } catch (error) {
      databaseError = causeCode(error);
      if (isLockError(databaseError)) lockedSinceMs ??= beganMs;
      else lockedSinceMs = null;
    } finally {
      touchingSinceMs = null;
      tellChange();
    }
  }

  async function poll(): Promise<void> {
    if (lookingSinceMs !== null || isClosed) return;
    lookingSinceMs = nowMs();
    const really = isSuspected || !canStore({ state: state() }) || nowMs() - wroteAtMs > writeEveryMs;
    isSuspected = false;
    folder = await inspectFolder(dataDir, databasePath);
    firstDatabaseId ??= folder.databaseId;
    modelsFreeBytes = await freeBytesOf(options.modelsDir).catch(() => null);
    if (really && folder.error === null) {
      wroteAtMs = nowMs();
      fileError = await writeProbeFile(dataDir);
    }
    lookingSinceMs = null;
    if (isClosed) return;
    void touch(really);
    tellChange();
    schedule();
  }

  function schedule(): void {
    if (timer) clearTimeout(timer);
    if (isClosed) return;
    const delayMs = isSuspected ? 0 : state() === "ok" || state() === "low" ? every.well : every.unwell;
    timer = setTimeout(() => void poll(), delayMs);
    timer.unref();
  }

  function tellChange(): void {
    const current = state();
    if (current === told || isClosed) return;
    told = current;
    const { free_mib } = report();
    if (canStore({ state: current })) logger.info("storage_changed", { state: current, free_mib });
    else
      logger.error("storage_changed", {
        state: current,
        free_mib,
        error_code: folder?.error ?? fileError ?? databaseError,
      });
    listeners.tell(() => undefined);
  }

  const mib = (bytes: number | null) => (bytes === null ? null : Math.floor(bytes / 1_048_576));
  const report = (): StorageHealth => ({
    state: state(),
    free_mib: mib(folder?.freeBytes ?? null),
    models_free_mib: mib(modelsFreeBytes),
  });

  void poll();
  return {
    report,
    suspect() {
      isSuspected = true;
      if (lookingSinceMs === null) schedule();
    },
    onChange: (listener) => listeners.add(listener),
    close() {
      isClosed = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** The system's or SQLite's own code, which errors of ours carry as their cause. */
function causeCode(error: unknown): string {
  let found = "UNKNOWN";
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as { code?: unknown };
    if (typeof code === "string" && /^(SQLITE_|E[A-Z]+$)/.test(code)) found = code;
  }
  return found;
}
