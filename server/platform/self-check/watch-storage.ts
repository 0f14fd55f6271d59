import { canStore, type StorageHealth, type StorageState } from "../../../lib/health";
import { Listeners } from "../../../lib/listeners";
import { isLockCode } from "../db/sqlite-errors";
import { freeBytesOf } from "../files/disk-room";
import type { Logger } from "../observability/logger";
import { inspectFolder, writeProbeFile } from "./inspect-folder";
import { type RoomLimits, storageState } from "./storage-state";

/** While all is well the folder is only read. Otherwise it is also written to, so that a recovery is noticed soon. */
const pollEveryMs = { well: 10_000, unwell: 2_000 } as const;
/** An idle disk is written to this often, so that one that failed at night is known before the morning. */
const writeEveryMs = 5 * 60_000;
/** A poll of a network folder whose server is gone hangs; after this long that counts as an error. */
const hangsAfterMs = 30_000;

export interface StorageWatchOptions {
  dataDir: string;
  databasePath: string;
  modelsDir: string;
  limits: RoomLimits;
  /** Makes a transaction like a turn's, and writes something if `really`. Resolves when it is durable. */
  touchDatabase: (really: boolean) => Promise<void>;
  /** The result of SQLite's own check of the database. */
  databaseState?: () => "checking" | "ok" | "damaged";
  logger: Logger;
  /** Monotonic clock, ms. */
  nowMs: () => number;
  pollEveryMs?: { well: number; unwell: number };
}

export interface StorageWatch {
  report(): StorageHealth;
  /** Call it when something could not be stored: polls now, with a write. */
  suspect(): void;
  /** Calls back after each change of the state; returns the unsubscribe function. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** Polls the data folder and the database every few seconds. No turn ever waits for it. */
export function watchStorage(options: StorageWatchOptions): StorageWatch {
  const { dataDir, databasePath, logger, nowMs } = options;
  const every = options.pollEveryMs ?? pollEveryMs;
  const listeners = new Listeners();
  let folder: Awaited<ReturnType<typeof inspectFolder>> | null = null;
  let firstDatabaseId: string | null = null;
  let modelsFreeBytes: number | null = null;
  let fileError: string | null = null;
  let databaseError: string | null = null;
  /** Since when a transaction is under way; null when none is. */
  let touchingSinceMs: number | null = null;
  /** Since when another program holds the lock; null when none does. */
  let lockedSinceMs: number | null = null;
  let wroteAtMs = Number.NEGATIVE_INFINITY;
  let reportedState: StorageState = "ok";
  let isSuspected = false;
  let pollingSinceMs: number | null = null;
  let isClosed = false;
  let timer: NodeJS.Timeout | null = null;

  function state(): StorageState {
    const isReplaced = folder !== null && folder.databaseId !== null && folder.databaseId !== firstDatabaseId;
    const hangs = pollingSinceMs !== null && nowMs() - pollingSinceMs > hangsAfterMs;
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

  /** Not awaited by the poll: it may have to wait for another program's lock. */
  async function touch(really: boolean): Promise<void> {
    if (touchingSinceMs !== null) return;
    const beganMs = nowMs();
    touchingSinceMs = beganMs;
    try {
      await options.touchDatabase(really);
      // A transaction that wrote nothing says nothing about the disk.
      if (really || isLockCode(databaseError)) databaseError = null;
      lockedSinceMs = null;
    } catch (error) {
      databaseError = causeCode(error);
      if (isLockCode(databaseError)) lockedSinceMs ??= beganMs;
      else lockedSinceMs = null;
    } finally {
      touchingSinceMs = null;
      reportChange();
    }
  }

  async function poll(): Promise<void> {
    if (pollingSinceMs !== null || isClosed) return;
    pollingSinceMs = nowMs();
    const really = isSuspected || !canStore({ state: state() }) || nowMs() - wroteAtMs > writeEveryMs;
    isSuspected = false;
    folder = await inspectFolder(dataDir, databasePath);
    firstDatabaseId ??= folder.databaseId;
    modelsFreeBytes = await freeBytesOf(options.modelsDir).catch(() => null);
    if (really && folder.error === null) {
      wroteAtMs = nowMs();
      fileError = await writeProbeFile(dataDir);
    }
    pollingSinceMs = null;
    if (isClosed) return;
    void touch(really);
    reportChange();
    schedule();
  }

  function schedule(): void {
    if (timer) clearTimeout(timer);
    if (isClosed) return;
    const delayMs = isSuspected ? 0 : state() === "ok" || state() === "low" ? every.well : every.unwell;
    timer = setTimeout(() => void poll(), delayMs);
    timer.unref();
  }

  function reportChange(): void {
    const current = state();
    if (current === reportedState || isClosed) return;
    reportedState = current;
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
      if (pollingSinceMs === null) schedule();
    },
    onChange: (listener) => listeners.add(listener),
    close() {
      isClosed = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** The system's or SQLite's own error code; our errors carry the original error as their cause. */
function causeCode(error: unknown): string {
  let found = "UNKNOWN";
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as { code?: unknown };
    if (typeof code === "string" && /^(SQLITE_|E[A-Z]+$)/.test(code)) found = code;
  }
  return found;
}
