import { setImmediate as nextTick } from "node:timers/promises";
import type { Database, Transaction } from "../../platform/db/database";

/** Some ms of reading, also where texts are long. */
export const rowsPerSlice = 100;

/**
 * Rows of a set in slices of `rowsPerSlice`, each in its own short read, and other work between them: the event loop of
 * the pages also serves those who talk. `read` answers the rows after one, in their order.
 */
export async function* slices<Row>(
  db: Database,
  read: (tx: Transaction, after: Row | null) => Row[],
): AsyncGenerator<Row[]> {
  let after: Row | null = null;
  for (;;) {
    const last: Row | null = after;
    const rows: Row[] = await db.read((tx): Row[] => read(tx, last));
    yield rows;
    after = rows.at(-1) ?? null;
    if (rows.length < rowsPerSlice) return;
    await nextTick();
  }
}
