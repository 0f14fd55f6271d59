import { AppError } from "../../lib/errors";
import type { Database } from "./connection";

/** What a transaction's callback is given: the same builder as the database, inside the transaction. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

const diskTrouble = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

/**
 * Runs `work` in one write transaction; everything or nothing. `work` is synchronous: do async work before it.
 * Throws AppError `conflict` for a broken uniqueness rule, `storage_failed` (with its cause) when the disk or
 * the lock is the trouble, and whatever `work` throws.
 */
export function writeTransaction<T>(db: Database, work: (tx: Transaction) => T): T {
  try {
    // IMMEDIATE takes the write lock at once: a read that is upgraded later fails with SQLITE_BUSY without waiting.
    return db.transaction(work, { behavior: "immediate" });
  } catch (error) {
    throw translateSqliteError(error);
  }
}

function translateSqliteError(error: unknown): unknown {
  const code = sqliteCode(error) ?? sqliteCode((error as { cause?: unknown } | null)?.cause);
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY") {
    return new AppError("conflict", undefined, { cause: error });
  }
  if (code && diskTrouble.test(code)) return new AppError("storage_failed", undefined, { cause: error });
  return error;
}

function sqliteCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" && code.startsWith("SQLITE_") ? code : null;
}
