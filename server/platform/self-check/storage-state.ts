import type { StorageState } from "../../../lib/health";
import { isLockCode } from "../db/sqlite-errors";

/** Error codes are Node's (`ENOSPC`) or SQLite's (`SQLITE_FULL`); null when nothing failed. */
export interface StorageFacts {
  /** From the check of the folder and the database's file that writes nothing. */
  folderError: string | null;
  freeBytes: number | null;
  /** The file system has no room for another file, however small. */
  isOutOfFiles: boolean;
  /** From the last test file that was written into the folder. */
  fileError: string | null;
  /** From the last test transaction. */
  databaseError: string | null;
  /** How long a transaction has been waiting for the database's lock, ms; 0 when none waits. */
  lockedMs: number;
  /** SQLite's own check has found damage. */
  isDamaged: boolean;
}

export interface RoomLimits {
  /** Less free space is a warning. */
  warnBytes: number;
  /** Less free space counts as a full disk: a long turn's recordings would not fit. */
  minBytes: number;
}

/** A write that takes this long is waiting for another program's lock. */
const busyAfterMs = 1_000;
/** For this long a write is tried again; see `platform/db/serve-from`. */
const lockedAfterMs = 30_000;

const kinds: readonly [StorageState, RegExp][] = [
  ["damaged", /^SQLITE_(CORRUPT|NOTADB)/],
  ["missing", /^(ENOENT|ENOTDIR|ESTALE|REPLACED)$/],
  ["read_only", /^(EROFS|EACCES|EPERM|SQLITE_(READONLY|CANTOPEN).*)$/],
  ["full", /^(ENOSPC|EDQUOT|SQLITE_FULL)$/],
];

/** The worst state among the facts: the one that must be mended first. */
export function storageState(facts: StorageFacts, { warnBytes, minBytes }: RoomLimits): StorageState {
  if (facts.isDamaged) return "damaged";
  const errors = [facts.folderError, facts.fileError, facts.databaseError].filter((code) => code !== null);
  for (const [state, codes] of kinds) if (errors.some((code) => codes.test(code))) return state;
  const { freeBytes } = facts;
  if (facts.isOutOfFiles || (freeBytes !== null && freeBytes < minBytes)) return "full";
  if (errors.some((code) => !isLockCode(code))) return "failing";
  if (facts.lockedMs >= lockedAfterMs) return "locked";
  if (facts.lockedMs >= busyAfterMs) return "busy";
  return freeBytes !== null && freeBytes < warnBytes ? "low" : "ok";
}
