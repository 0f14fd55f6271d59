import type { StorageState } from "../../../lib/health";

/** Error codes are Node's (`ENOSPC`) or SQLite's (`SQLITE_FULL`); null: it went well. */
export interface StorageFacts {
  /** Of the folder and the database's file, looked at without writing. */
  folderError: string | null;
  freeBytes: number | null;
  /** The file system has no room for another file, however small. */
  isOutOfFiles: boolean;
  /** Of the last file that was written there. */
  fileError: string | null;
  /** Of the last transaction. */
  databaseError: string | null;
  /** How long the database's lock has been waited for, ms; 0 when it is not. */
  lockedMs: number;
  /** SQLite's own check has found damage. */
  isDamaged: boolean;
}

export interface RoomLimits {
  /** Less is a warning. */
  warnBytes: number;
  /** Less is full: a long turn's recordings would not fit. */
  minBytes: number;
}

/** A write that takes this long is waiting for another program's lock. */
const busyAfterMs = 1_000;
/** The time for which a write is tried again; see `platform/db/serve-from`. */
const lockedAfterMs = 30_000;

const kinds: readonly [StorageState, RegExp][] = [
  ["damaged", /^SQLITE_(CORRUPT|NOTADB)/],
  ["missing", /^(ENOENT|ENOTDIR|ESTALE|REPLACED)$/],
  ["read_only", /^(EROFS|EACCES|EPERM|SQLITE_(READONLY|CANTOPEN).*)$/],
  ["full", /^(ENOSPC|EDQUOT|SQLITE_FULL)$/],
];
export const isLockError = (code: string | null) => /^SQLITE_(BUSY|LOCKED)/.test(code ?? "");

/** The worst of what was found: what has to be mended first comes first. */
export function storageState(facts: StorageFacts, { warnBytes, minBytes }: RoomLimits): StorageState {
  if (facts.isDamaged) return "damaged";
  const errors = [facts.folderError, facts.fileError, facts.databaseError].filter((code) => code !== null);
  for (const [state, codes] of kinds) if (errors.some((code) => codes.test(code))) return state;
  const { freeBytes } = facts;
  if (facts.isOutOfFiles || (freeBytes !== null && freeBytes < minBytes)) return "full";
  if (errors.some((code) => !isLockError(code))) return "failing";
  if (facts.lockedMs >= lockedAfterMs) return "locked";
  if (facts.lockedMs >= busyAfterMs) return "busy";
  return freeBytes !== null && freeBytes < warnBytes ? "low" : "ok";
}
