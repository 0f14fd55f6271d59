import { and, eq, sql } from "drizzle-orm";
import { jobs } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";

/** Pages that one step writes: some ms. */
const pagesAtOnce = 50;
/** After a try that did not come to its end. */
const againAfterS = 600;

/**
 * One step of taking the words of removed turns off the index's pages, where they stay until these are merged. Returns
 * whether there is more to do. A turn that is stored between two steps makes the whole work begin again.
 */
export async function purgeIndex(ctx: RecordsContext): Promise<boolean> {
  authorise(ctx.actor, "job:run");
  return ctx.db.write((tx) => {
    const changes = () => tx.get<{ count: number }>(sql`select total_changes() as "count"`).count;
    const before = changes();
    tx.run(sql`insert into turn_search (turn_search, rank) values ('merge', ${-pagesAtOnce})`);
    // The command itself counts as one.
    return changes() - before > 1;
  });
}

/**
 * Asks for a purge, in the transaction that ends a removal. One that waits will do; one that runs may be past the words
 * of this removal.
 */
export function requestPurge(tx: Transaction, ctx: RecordsContext, runAt?: number): void {
  const isWaiting = and(eq(jobs.kind, "search_purge"), eq(jobs.state, "waiting"));
  if (tx.select({ id: jobs.id }).from(jobs).where(isWaiting).limit(1).get()) return;
  enqueue(tx, ctx, { kind: "search_purge", payload: {}, ...(runAt !== undefined && { runAt }) });
}

/** Asks for another purge, some time after one that came to no end. */
export async function putOffPurge(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  await ctx.db.write((tx) => requestPurge(tx, ctx, ctx.nowS() + againAfterS));
}
