import { setImmediate as nextTick } from "node:timers/promises";
import { and, between, desc, eq, max, type SQL, sql } from "drizzle-orm";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { HistoryFilter } from "../../../lib/history-filter";
import { searchTerms } from "../../../lib/search-query";
import type { Database } from "../../platform/db/database";
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
  const conditions = turnConditions(filter);
  const search = terms.length === 0 ? null : await db.read((tx) => turnSearch(tx, terms, ownerId));
  if (terms.length > 0 && search === null) return [];
  if (search) {
    const found = await db.read((tx) => tx.all<{ rowid: number }>(foundBy(search.expression)));
    const ids = JSON.stringify(found.map(({ rowid }) => rowid));
    conditions.push(sql`${conversations.id} in (select value from json_each(${ids}))`, ...search.conditions);
  }
  return lookThrough(db, [...conditions, isNotDeleted(), ownedBy(ownerId)]);
}

async function lookThrough(db: Database, conditions: (SQL | undefined)[]): Promise<number[]> {
  const newest = await db.read((tx) =>
    tx
      .select({ id: max(conversations.id) })
      .from(conversations)
      .get(),
  );
  const matching: number[] = [];
  for (let to = newest?.id ?? 0; to > 0; to -= lookedThrough) {
    const inRange = between(conversations.id, to - lookedThrough + 1, to);
    const rows = await db.read((tx) =>
      tx
        .select({ id: conversations.id })
        .from(conversations)
        .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
        .where(and(inRange, ...conditions))
        .orderBy(desc(conversations.id))
        .all(),
    );
    for (const { id } of rows) matching.push(id);
    await nextTick();
  }
  return matching;
}
