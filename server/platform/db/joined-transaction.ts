import type { Tables } from "./connection";
import type { Database, Transaction } from "./database";
import { rethrow } from "./sqlite-errors";

/** Transactions of several reads and writes on the one connection, one at a time. */
export interface JoinedTransactions {
  /** Runs `run` at once if no such transaction is open, else after it ends, in the order of the calls. */
  whenClosed<T>(run: () => Promise<T>): Promise<T>;
  /**
   * Implements `Database.transaction`. `begin` tries to take the write lock, and retries while another process has it.
   */
  run<T>(work: (db: Database) => Promise<T>, begin: (attempt: () => void) => Promise<void>): Promise<T>;
}

/**
 * The driver is synchronous, so a joined read or write is done when its promise is created, and `work` completes within
 * microtasks. A transaction that is still open in the event loop's next phase awaits something else (a hash, a file, or
 * a database that waits for this very transaction). It is rolled back, because all others wait for the connection.
 */
export function createJoinedTransactions(tables: Tables): JoinedTransactions {
  const { $client: client } = tables;
  let isOpen = false;
  const waiting: (() => void)[] = [];

  function whenClosed<T>(run: () => Promise<T>): Promise<T> {
    return isOpen ? new Promise((resolve) => waiting.push(() => resolve(whenClosed(run)))) : run();
  }

  function open() {
    let isOver = false;
    const end = (sql: "COMMIT" | "ROLLBACK") => {
      if (isOver) return;
      isOver = true;
      clearImmediate(guard);
      try {
        if (sql === "COMMIT" || client.inTransaction) client.exec(sql);
      } finally {
        if (client.inTransaction) client.exec("ROLLBACK");
        isOpen = false;
        for (const next of waiting.splice(0)) next();
      }
    };
    let onLate: (error: Error) => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      onLate = reject;
    });
    client.exec("BEGIN IMMEDIATE");
    isOpen = true;
    const guard = setImmediate(() => {
      end("ROLLBACK");
      onLate(new Error("A transaction waited for something else than its own rows and was rolled back."));
    });

    const join = async <T>(work: (tx: Transaction) => T): Promise<T> => {
      // SQLite ends a transaction itself when the disk is full: nothing may be written after that, outside the
      // transaction.
      if (isOver || !client.inTransaction) throw new Error("The transaction is over.");
      try {
        // Each joined write has a savepoint, so that a failed write leaves nothing even if its error is caught.
        return tables.transaction(work);
      } catch (error) {
        return rethrow(error);
      }
    };
    const db: Database = {
      read: join,
      write: join,
      async transaction(work) {
        try {
          return await work(db);
        } catch (error) {
          // The nested work's writes can't be separated from the others, so the whole transaction fails.
          end("ROLLBACK");
          throw error;
        }
      },
    };
    return { db, late, end, isOver: () => isOver };
  }

  return {
    whenClosed,
    async run(work, begin) {
      let opened: ReturnType<typeof open> | undefined;
      await begin(() => {
        opened = open();
      });
      if (!opened) throw new Error("No transaction was begun.");
      const { db, late, end, isOver } = opened;
      try {
        const result = await Promise.race([(async () => work(db))(), late]);
        if (isOver()) throw new Error("The transaction was rolled back before its end.");
        end("COMMIT");
        return result;
      } catch (error) {
        end("ROLLBACK");
        throw error;
      }
    },
  };
}
