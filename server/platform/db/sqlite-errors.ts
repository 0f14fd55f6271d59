import { AppError } from "../../../lib/errors";

/** True when SQLite did nothing or rolled everything back because of a lock: the same transaction may be retried. */
export function isLockError(error: unknown): boolean {
  return isLockCode(sqliteCode(error));
}

/** True for SQLite's error codes that mean a lock; null: no error. */
export function isLockCode(code: string | null): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(code ?? "");
}

const diskTrouble = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

/** Rethrows SQLite's own errors as AppError `conflict` or `storage_failed` where they say so, all others unchanged. */
export function rethrow(error: unknown): never {
  const code = sqliteCode(error) ?? "";
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    throw new AppError("conflict", undefined, { cause: error });
  }
  if (diskTrouble.test(code)) throw new AppError("storage_failed", undefined, { cause: error });
  throw error;
}

/** The code of SQLite's error, or of the one that the query builder wraps. */
function sqliteCode(error: unknown): string | null {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return [code, cause?.code].find((each) => typeof each === "string" && each.startsWith("SQLITE_")) as string | null;
}
