import { and, count, eq, type SQL, sql } from "drizzle-orm";
import { conversations, turnDetails, turnStages } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { ownerInScope } from "../ownership";

/** How many of the turns that the actor may see no search and no filter by stage can find yet: they are being taken up. */
export async function countUnindexedTurns(ctx: RecordsContext): Promise<number> {
  const ownerId = ownerInScope(ctx, undefined);
  return ctx.db.read((tx) => {
    const taken = Math.min(rowsOf(tx, sql`turn_search_docsize`), rowsOf(tx, sql`${turnStages}`));
    const missing = rowsOf(tx, sql`${conversations}`) - taken;
    if (ownerId === null || missing <= 0) return Math.max(0, missing);
    const own = tx
      .select({ turns: count() })
      .from(turnDetails)
      .where(and(eq(turnDetails.userId, ownerId), isUnindexed(turnDetails.conversationId)));
    return own.get()?.turns ?? 0;
  });
}

type TurnRow = typeof conversations.id | typeof turnDetails.conversationId;

/** Whether the words of the turn are in the index. `id`: of `conversations`. */
export const isSearchable = (id: TurnRow) => sql<boolean>`exists (select 1 from turn_search_docsize where id = ${id})`;

/** Whether something of the turn is still to be taken up. `id`: of `conversations`. */
export function isUnindexed(id: TurnRow): SQL {
  return sql`(not ${isSearchable(id)}
    or not exists (select 1 from ${turnStages} where ${turnStages.conversationId} = ${id}))`;
}

function rowsOf(tx: Transaction, table: SQL): number {
  return tx.get<{ rows: number }>(sql`select count(*) as "rows" from ${table}`).rows;
}
