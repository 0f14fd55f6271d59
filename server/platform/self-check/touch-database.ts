import { desc, sql } from "drizzle-orm";
import { conversations } from "../../../drizzle/schema";
import type { Database } from "../db/database";

/**
 * Opens a write transaction, as a turn does. With `really` it also writes the present `user_version` again, so that one
 * page reaches the disk.
 */
export function touchDatabase(db: Database, really: boolean): Promise<void> {
  return db.write((tx) => {
    if (!really) return;
    const { user_version: version } = tx.get<{ user_version: number }>(sql`PRAGMA user_version`);
    tx.run(sql.raw(`PRAGMA user_version = ${version}`));
  });
}

/** When the newest turn was stored, ms since the epoch; null when there is none. */
export async function newestTurnMs(db: Database): Promise<number | null> {
  const { createdAt } = conversations;
  const newest = await db.read((tx) =>
    tx.select({ createdAt }).from(conversations).orderBy(desc(createdAt)).limit(1).get(),
  );
  return newest ? newest.createdAt * 1_000 : null;
}
