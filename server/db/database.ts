import { AppError } from "../../lib/errors";
import type { Tables } from "./connection";

/** What `work` is given: the query builder inside of one transaction. */
export type Transaction = Parameters<Parameters<Tables["transaction"]>[0]>[0];

/**
 * The tables, as everybody above this folder knows them: two doors that answer with promises. Nobody can tell that the driver
 * is synchronous, so another one may take its place. `work` is synchronous and does nothing but read and write rows: it may be
 * run again from its start. What has to happen in one transaction is written as functions that take the `tx`.
 */
export interface Database {
  /** Runs `work` on one consistent view of the tables. Throws AppError `storage_failed`, and whatever `work` throws. */
  read<T>(work: (tx: Transaction) => T): Promise<T>;
  /**
   * Runs `work` in one write transaction; everything or nothing. Writes happen in the order in which they were asked for.
   * Throws AppError `conflict` for a broken uniqueness rule, `storage_failed` (with its cause) when the disk or the lock is
   * the trouble, and whatever `work` throws.
   */
  write<T>(work: (tx: Transaction) => T): Promise<T>;
}

export function createDatabase(tables: Tables): Database {
  // IMMEDIATE takes the write lock at once: a read that is upgraded later fails with SQLITE_BUSY without waiting.
  const run = async <T>(work: (tx: Transaction) => T, behavior: "deferred" | "immediate") => {
    try {
      return tables.transaction(work, { behavior });
    } catch (error) {
      throw translateSqliteError(error);
    }
  };
  return { read: (work) => run(work, "deferred"), write: (work) => run(work, "immediate") };
}

const diskTrouble = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/;

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
