import { setImmediate as nextTick } from "node:timers/promises";
import { and, desc, eq, gte, lt, max, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { conversations, turnDetails, users } from "../../../drizzle/schema";
import type { Database, Transaction } from "../../platform/db/database";
import { isNotDeleted } from "../ownership";

/** The first turn of a conversation. */
export interface FirstTurn {
  id: number;
  sessionId: string;
  createdAt: number;
}

export interface ConversationSearch {
  limit: number;
  /** The `nextCursor` of the previous page. */
  cursor: number | undefined;
  /** The user whose turns may be seen; null for everybody's. */
  ownerId: number | null;
  /** Words that a conversation must all contain. */
  terms: string[];
}

/** How many rows a word search reads at a time: a few ms, then other work runs. */
const rowsPerRead = 1_000;

/** One page of the matching conversations, latest start first. `nextCursor` is null on the last page. */
export async function findConversations(
  db: Database,
  { limit, cursor, ...search }: ConversationSearch,
): Promise<{ found: FirstTurn[]; nextCursor: number | null }> {
  const wanted = limit + 1;
  const found: FirstTurn[] = [];
  let below = cursor ?? (await db.read(newestId)) + 1;
  while (found.length < wanted && below > 1) {
    // Without words the rows are read from the newest until the page is full: no page reads the whole history.
    const from = search.terms.length === 0 ? 1 : Math.max(1, below - rowsPerRead);
    const range = { from, below, limit: wanted - found.length };
    found.push(...(await db.read((tx) => firstTurnsOfSessions(tx, search, range))));
    below = from;
    await nextTick();
  }
  const page = found.slice(0, limit);
  return { found: page, nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function newestId(tx: Transaction): number {
  return (
    tx
      .select({ id: max(conversations.id) })
      .from(conversations)
      .get()?.id ?? 0
  );
}

function firstTurnsOfSessions(
  tx: Transaction,
  { ownerId, terms }: Pick<ConversationSearch, "ownerId" | "terms">,
  range: { from: number; below: number; limit: number },
): FirstTurn[] {
  const earlier = alias(conversations, "earlier");
  const noEarlierTurn = sql`not exists (select 1 from ${conversations} as ${sql.identifier("earlier")}
    where ${earlier.sessionId} = ${conversations.sessionId} and ${earlier.id} < ${conversations.id})`;
  const columns = { id: conversations.id, sessionId: conversations.sessionId, createdAt: conversations.createdAt };
  const conditions: SQL[] = [noEarlierTurn, isNotDeleted(), ...terms.map((term) => hasTerm(term, ownerId))];
  if (ownerId === null) {
    return tx
      .select(columns)
      .from(conversations)
      .where(and(gte(conversations.id, range.from), lt(conversations.id, range.below), ...conditions))
      .orderBy(desc(conversations.id))
      .limit(range.limit)
      .all();
  }
  const inRange = [gte(turnDetails.conversationId, range.from), lt(turnDetails.conversationId, range.below)];
  return tx
    .select(columns)
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(turnDetails.userId, ownerId), ...inRange, ...conditions))
    .orderBy(desc(turnDetails.conversationId))
    .limit(range.limit)
    .all();
}

/**
 * True when one of the session's visible turns has the term. The unary + keeps SQLite from using the user's index: with
 * it, a search without a match took minutes over 50,000 turns; by the session's index each turn is read once.
 */
function hasTerm(term: string, ownerId: number | null): SQL {
  const said = alias(conversations, "said");
  const details = alias(turnDetails, "said_details");
  return sql`exists (select 1 from ${conversations} as ${sql.identifier("said")}
    left join ${turnDetails} as ${sql.identifier("said_details")} on ${details.conversationId} = ${said.id}
    left join ${users} on ${users.id} = ${details.userId}
    where ${said.sessionId} = ${conversations.sessionId}
      ${ownerId === null ? sql`` : sql`and +${details.userId} = ${ownerId}`}
      and (${contains(said.userText, term)} or ${contains(said.aiText, term)} or ${contains(users.username, term)}))`;
}

/** Ignores the case of ASCII letters. */
export function contains(column: SQLWrapper, term: string): SQL {
  return sql`${column} like ${`%${term.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
}
