import type { Tables } from "./connection";
import { createJoinedTransactions } from "./joined-transaction";
import { createLockQueue } from "./lock-queue";
import { isLockError, rethrow } from "./sqlite-errors";

/** What `work` is given: the query builder inside of one transaction. */
export type Transaction = Parameters<Parameters<Tables["transaction"]>[0]>[0];

/**
 * The tables, as everybody above this folder knows them: doors that answer with promises. Nobody can tell that the
 * driver is synchronous, so another one may take its place. `work` of `read` and `write` is synchronous and does
 * nothing but read and write rows: it is run again from its start when somebody else's lock was in the way. An open
 * transaction has the same doors: who is given its `Database` joins it, and can't tell.
 */
export interface Database {
  /** Runs `work` on one consistent view of the tables. Throws AppError `storage_failed`, and whatever `work` throws. */
  read<T>(work: (tx: Transaction) => T): Promise<T>;
  /**
   * Runs `work` in one write transaction; everything or nothing, once. Writes happen in the order in which they were
   * asked for: one that waits for a lock keeps later ones behind it. `lockTimeoutMs` 0: it is not worth any wait. Throws
   * AppError `conflict` for a broken uniqueness rule, `storage_failed` (with its cause) when the disk or the lock is
   * the trouble, and whatever `work` throws.
   */
  write<T>(work: (tx: Transaction) => T, options?: { lockTimeoutMs: number }): Promise<T>;
  /**
   * Runs several reads and writes in one write transaction: `work` is given the doors that join it. All is kept when
   * its promise resolves, nothing when it rejects. `work` runs once, with the write lock taken, and may await nothing
   * but these doors: all others wait until it ends, so one that waits for anything else is rolled back and rejected
   * with an Error. Rejects as `write`.
   */
  transaction<T>(work: (db: Database) => Promise<T>): Promise<T>;
}

/** How a connection meets the locks of others, beyond the driver's own `busy_timeout`. */
export interface LockWait {
  /** For how long a transaction is tried again, while the event loop goes on, ms. 0: not at all. */
  set(ms: number): void;
  /** The end is near: nothing waits for longer than this from now on. */
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
    // A rollback that failed would turn what comes now into a part of its transaction, which nobody commits.
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
