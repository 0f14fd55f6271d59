import type { Tables } from "./connection";
import { createJoinedTransactions } from "./joined-transaction";
import { createLockQueue } from "./lock-queue";
import { isLockError, rethrow } from "./sqlite-errors";

/** The argument of `work`: the query builder inside one transaction. */
export type Transaction = Parameters<Parameters<Tables["transaction"]>[0]>[0];

/**
 * The asynchronous interface to the tables for all code above this folder. Callers do not see that the driver is
 * synchronous, so it can be replaced. The `work` of `read` and `write` is synchronous and only reads and writes rows,
 * because it runs again from its start after meeting a lock. Inside an open transaction the same interface joins that
 * transaction.
 */
export interface Database {
  /** Runs `work` on one consistent view of the tables. Throws AppError `storage_failed`, and whatever `work` throws. */
  read<T>(work: (tx: Transaction) => T): Promise<T>;
  /**
   * Runs `work` in one write transaction, atomically and once. Writes run in the order of the calls: one that waits for
   * a lock delays later ones. `lockTimeoutMs` 0: fail at once instead of waiting. Throws AppError `conflict` for a
   * broken uniqueness rule, `storage_failed` (with its cause) for the disk or a lock, and whatever `work` throws.
   */
  write<T>(work: (tx: Transaction) => T, options?: { lockTimeoutMs: number }): Promise<T>;
  /**
   * Runs several reads and writes in one write transaction; `work` gets a `Database` that joins it. All is kept when
   * its promise resolves, nothing when it rejects. `work` runs once, under the write lock, and may await only this
   * `Database`: all others wait for it, so a transaction that awaits anything else is rolled back and rejects with an
   * Error. Rejects as `write` does.
   */
  transaction<T>(work: (db: Database) => Promise<T>): Promise<T>;
}

/** How long a connection waits for locks of others, beyond the driver's own `busy_timeout`. */
export interface LockWait {
  /** How long a transaction is retried without blocking the event loop, ms. 0: no retry. */
  set(ms: number): void;
  /** For the shutdown: from now on nothing waits longer than this. */
  endIn(ms: number): void;
}

/** Until `lockWait.set` is called, a transaction that meets a lock fails at once. */
export function createDatabase(tables: Tables): { db: Database; lockWait: LockWait } {
  let lockTimeoutMs = 0;
  const now = () => performance.now();
  const reads = createLockQueue(isLockError, now);
  const writes = createLockQueue(isLockError, now);
  const joined = createJoinedTransactions(tables);

  function attempt<T>(work: (tx: Transaction) => T, behavior: "deferred" | "immediate"): T {
    const { $client: client } = tables;
    // After a failed rollback, the next statements would join its transaction, which nobody commits.
    if (client.inTransaction) client.exec("ROLLBACK");
    return tables.transaction(work, { behavior });
  }

  const db: Database = {
    read: (work) => joined.whenClosed(() => reads.run(() => attempt(work, "deferred"), lockTimeoutMs)).catch(rethrow),
    // IMMEDIATE takes the write lock at once: a read that is upgraded later fails with SQLITE_BUSY without waiting.
    write: (work, options) =>
      joined
        .whenClosed(() => writes.run(() => attempt(work, "immediate"), options?.lockTimeoutMs ?? lockTimeoutMs))
        .catch(rethrow),
    transaction: (work) =>
      joined.whenClosed(() => joined.run(work, (begin) => writes.run(begin, lockTimeoutMs))).catch(rethrow),
  };
  return {
    db,
    lockWait: {
      set(ms) {
        lockTimeoutMs = ms;
      },
      endIn(ms) {
        for (const line of [reads, writes]) line.closeIn(ms);
      },
    },
  };
}
