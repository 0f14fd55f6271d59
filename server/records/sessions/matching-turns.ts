import { setImmediate as nextTick } from "node:timers/promises";
import { and, between, desc, eq, sql } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { HistoryFilter } from "../../../lib/history-filter";
import { searchTerms } from "../../../lib/search-query";
import type { Database } from "../../platform/db/database";
import { newestTurn } from "../newest-turn";
import { isNotDeleted, ownedBy } from "../ownership";
import { foundBy, turnSearch } from "../search/turn-search";
import { turnConditions } from "./turn-conditions";

/** Rows of `conversations` that one read looks through: a few ms, then other work runs. */
const lookedThrough = 2_000;

/**
 * The ids in `conversations` of all turns that fulfil a filter, newest first: those for which the history lists their
 * conversations. Turns without an id of their own (older rows) are left out.
 */
export async function matchingTurns(
  db: Database,
  { ownerId, filter }: { ownerId: number | null; filter: HistoryFilter },
): Promise<number[]> {
  const terms = searchTerms(filter.q);
  const search = terms.length === 0 ? null : await db.read((tx) => turnSearch(tx, terms, ownerId));
  if (terms.length > 0 && search === null) return [];
  const conditions = [...turnConditions(filter), ...(search?.conditions ?? []), isNotDeleted(), ownedBy(ownerId)];
  const matching: number[] = [];
  for (let to = await db.read(newestTurn); to > 0; to -= lookedThrough) {
    const from = to - lookedThrough + 1;
    const found =
      search && sql`${conversations.id} in (${foundBy(search.expression)} and rowid between ${from} and ${to})`;
    const rows = await db.read((tx) =>
      tx
        .select({ id: conversations.id })
        .from(conversations)
        .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
        .where(and(between(conversations.id, from, to), found ?? undefined, ...conditions))
        .orderBy(desc(conversations.id))
        .all(),
    );
    for (const { id } of rows) matching.push(id);
    await nextTick();
  }
  return matching;
}
