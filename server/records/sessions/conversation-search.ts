import { setImmediate as nextTick } from "node:timers/promises";
import { and, desc, eq, inArray, lt, min, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { HistoryFilter } from "../../../lib/history-filter";
import { searchTerms } from "../../../lib/search-query";
import type { Database, Transaction } from "../../platform/db/database";
import { cursorAt, idInCursor } from "../list-cursor";
import { newestTurn } from "../newest-turn";
import { isNotDeleted, ownedBy } from "../ownership";
import { foundBy, turnSearch } from "../search/turn-search";
import { fewTurnsOf, turnConditions } from "./turn-conditions";

/** The first turn of a conversation. */
export interface FirstTurn {
  id: number;
  sessionId: string;
  createdAt: number;
}

/** A conversation of a list, with the first of its turns that fulfils the filter; null where all of them do. */
export type FoundConversation = FirstTurn & { foundId: number | null };

export interface ConversationSearch {
  limit: number;
  /** The `nextCursor` of the previous page. */
  cursor: string | undefined;
  /** The user whose turns may be seen; null for everybody's. */
  ownerId: number | null;
  filter: HistoryFilter;
}

/** Where more turns may be meant, the newest conversations are looked through until the page is full. */
const fewTurns = 3_000;
/** Conversations that one read looks through: a few ms, then other work runs. */
const lookedThrough = 100;

/**
 * One page of the conversations of which one turn fulfils the filter, latest start first. `nextCursor` is null on the
 * last page. Throws AppError `invalid_input` for a cursor of another list.
 */
export async function findConversations(
  db: Database,
  { limit, cursor, ownerId, filter }: ConversationSearch,
): Promise<{ found: FoundConversation[]; nextCursor: string | null }> {
  const list = { ownerId, ...filter };
  const below = cursor === undefined ? (await db.read(newestTurn)) + 1 : idInCursor(cursor, list);
  const found = await findBelow(db, below, { limit: limit + 1, ownerId, filter });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { found: page, nextCursor: last && found.length > limit ? cursorAt(last.id, list) : null };
}

type Wanted = Omit<ConversationSearch, "cursor">;

async function findBelow(db: Database, below: number, wanted: Wanted): Promise<FoundConversation[]> {
  const { ownerId, filter, limit } = wanted;
  const terms = searchTerms(filter.q);
  const conditions = turnConditions(filter);
  if (terms.length === 0 && conditions.length === 0) {
    const first = await db.read((tx) => firstTurns(tx, { below, limit, ownerId }));
    return first.map((turn) => ({ ...turn, foundId: null }));
  }
  const test: TurnTest = { expression: null, newest: [], conditions };
  if (terms.length > 0) {
    const search = await db.read((tx) => turnSearch(tx, terms, ownerId));
    if (search === null) return [];
    test.expression = search.expression;
    test.newest = await db.read((tx) => newestFound(tx, search.expression, fewTurns + 1));
    test.conditions = [...conditions, ...search.conditions];
    if (test.newest.length <= fewTurns) return db.read((tx) => ofTheseTurns(tx, test.newest, below, wanted, test));
  }
  const few =
    conditions.length === 0 ? null : await db.read((tx) => fewTurnsOf(tx, filter, { ownerId, limit: fewTurns }));
  if (few === null) return lookThrough(db, below, wanted, test);
  const found = await db.read((tx) => foundAmong(tx, few, test));
  return db.read((tx) => ofTheseTurns(tx, found, below, wanted, test));
}

interface TurnTest {
  /** Of FTS5; null without searched words. */
  expression: string | null;
  /** The newest turns that the expression finds, newest first. */
  newest: number[];
  conditions: SQL[];
}

/** Goes through the conversations from the newest until the page is full. */
async function lookThrough(db: Database, from: number, wanted: Wanted, test: TurnTest): Promise<FoundConversation[]> {
  const { limit, ownerId } = wanted;
  const found: FoundConversation[] = [];
  for (let below = from; ; ) {
    const range = { below, limit: lookedThrough, ownerId };
    const { next, passed } = await db.read((tx) => {
      const first = firstTurns(tx, range);
      return {
        next: first.length < lookedThrough ? null : first.at(-1),
        passed: withFoundTurn(tx, first, wanted, test),
      };
    });
    found.push(...passed);
    if (found.length >= limit || !next) return found.slice(0, limit);
    below = next.id;
    await nextTick();
  }
}

/** Of these conversations, those with a turn that passes the test. */
function withFoundTurn(
  tx: Transaction,
  first: readonly FirstTurn[],
  { ownerId }: Pick<Wanted, "ownerId">,
  { expression, newest, conditions }: TurnTest,
): FoundConversation[] {
  const ofThese = inArray(
    conversations.sessionId,
    first.map(({ sessionId }) => sessionId),
  );
  const turns = tx
    .select({ id: conversations.id, sessionId: conversations.sessionId })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(ofThese, ownedBy(ownerId), ...conditions))
    .orderBy(desc(conversations.id))
    .all();
  const ids = turns.map(({ id }) => id);
  const passing = new Set(foundAmong(tx, ids, { expression, newest }));
  const foundIds = new Map<string, number>();
  for (const { id, sessionId } of turns) if (passing.has(id)) foundIds.set(sessionId, id);
  return first.flatMap((turn) => {
    const foundId = foundIds.get(turn.sessionId);
    return foundId === undefined ? [] : [{ ...turn, foundId }];
  });
}

/** Which of these turns the expression finds: all of them without one. */
function foundAmong(
  tx: Transaction,
  ids: readonly number[],
  { expression, newest }: Pick<TurnTest, "expression" | "newest">,
): readonly number[] {
  if (expression === null || ids.length === 0) return ids;
  const least = Math.min(...ids);
  let found = newest;
  // A search for the beginning of a word takes some ms each time: it is asked again for older turns only.
  if (least < (newest.at(-1) ?? 0)) {
    const inRange = sql`${foundBy(expression)} and rowid between ${least} and ${Math.max(...ids)}`;
    found = tx.all<{ rowid: number }>(inRange).map(({ rowid }) => rowid);
  }
  const passing = new Set(found);
  return ids.filter((id) => passing.has(id));
}

function newestFound(tx: Transaction, expression: string, limit: number): number[] {
  const rows = tx.all<{ rowid: number }>(sql`${foundBy(expression)} order by rowid desc limit ${limit}`);
  return rows.map(({ rowid }) => rowid);
}

/** The conversations of these turns, as far as they pass the rest of the test. */
function ofTheseTurns(
  tx: Transaction,
  ids: readonly number[],
  below: number,
  { limit, ownerId }: Wanted,
  { conditions }: Pick<TurnTest, "conditions">,
): FoundConversation[] {
  const isFound = sql`${conversations.id} in (select value from json_each(${JSON.stringify(ids)}))`;
  const matched = tx
    .select({ sessionId: conversations.sessionId, foundId: min(conversations.id).as("found_id") })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(isFound, ownedBy(ownerId), ...conditions))
    .groupBy(conversations.sessionId)
    .as("matched");
  const earliest = sql`(select min(earlier.id) from ${conversations} as earlier
    where earlier.session_id = ${matched.sessionId})`;
  return tx
    .select({ ...firstColumns, foundId: matched.foundId })
    .from(matched)
    .innerJoin(conversations, eq(conversations.id, earliest))
    .where(and(lt(conversations.id, below), isNotDeleted()))
    .orderBy(desc(conversations.id))
    .limit(limit)
    .all();
}

const firstColumns = { id: conversations.id, sessionId: conversations.sessionId, createdAt: conversations.createdAt };

/** The first turns of conversations, newest first. */
function firstTurns(
  tx: Transaction,
  { below, limit, ownerId }: { below: number; limit: number; ownerId: number | null },
): FirstTurn[] {
  const earlier = alias(conversations, "earlier");
  const noEarlierTurn = sql`not exists (select 1 from ${conversations} as ${sql.identifier("earlier")}
    where ${earlier.sessionId} = ${conversations.sessionId} and ${earlier.id} < ${conversations.id})`;
  if (ownerId === null) {
    return tx
      .select(firstColumns)
      .from(conversations)
      .where(and(lt(conversations.id, below), noEarlierTurn, isNotDeleted()))
      .orderBy(desc(conversations.id))
      .limit(limit)
      .all();
  }
  return tx
    .select(firstColumns)
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(turnDetails.userId, ownerId), lt(turnDetails.conversationId, below), noEarlierTurn, isNotDeleted()))
    .orderBy(desc(turnDetails.conversationId))
    .limit(limit)
    .all();
}
