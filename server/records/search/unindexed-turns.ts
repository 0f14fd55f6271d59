import { and, count, eq, type SQL, sql } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { ownerInScope } from "../ownership";

/** How many of the turns that the actor may see no search can find yet, because the index is still being made. */
export async function countUnindexedTurns(ctx: RecordsContext): Promise<number> {
  const ownerId = ownerInScope(ctx, undefined);
  return ctx.db.read((tx) => {
    const missing = rowsOf(tx, sql`${conversations}`) - rowsOf(tx, sql`turn_search_docsize`);
    if (ownerId === null || missing <= 0) return Math.max(0, missing);
    const own = tx
      .select({ turns: count() })
      .from(turnDetails)
      .where(and(eq(turnDetails.userId, ownerId), isUnindexed(turnDetails.conversationId)));
    return own.get()?.turns ?? 0;
  });
}

/** `id`: of `conversations`. */
export function isUnindexed(id: typeof conversations.id | typeof turnDetails.conversationId): SQL {
  return sql`not exists (select 1 from turn_search_docsize where id = ${id})`;
}

function rowsOf(tx: Transaction, table: SQL): number {
  return tx.get<{ rows: number }>(sql`select count(*) as "rows" from ${table}`).rows;
}
