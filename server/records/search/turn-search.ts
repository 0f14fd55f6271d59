import { inArray, or, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { conversations, turnDetails, users } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";
import { indexedWords, searchFor } from "./search-words";

/** A turn as the index takes it up. */
export interface SearchedTurn {
  /** The id in `conversations`. */
  id: number;
  userId: number | null;
  userText: string;
  aiText: string;
}

/** Puts a turn into the index, in the transaction that stores or changes its words. */
export function indexTurn(tx: Transaction, { id, userId, userText, aiText }: SearchedTurn): void {
  const words = new Set([ownerWord(userId), ...indexedWords(userText), ...indexedWords(aiText)]);
  tx.run(sql`insert or replace into turn_search (rowid, words) values (${id}, ${[...words].join(" ")})`);
}

/** Takes turns out of the index, in the transaction that removes them. */
export function unindexTurns(tx: Transaction, ids: readonly number[]): void {
  tx.run(sql`delete from turn_search where ${inArray(sql`rowid`, [...ids])}`);
}

/** What finds turns. */
export interface TurnSearch {
  /** For FTS5. */
  expression: string;
  /** What found turns must fulfil besides, on `conversations` and `turn_details`. */
  conditions: SQL[];
}

/**
 * The search for turns that have all of the terms, each in what was said or answered or in the person's name; null when
 * no turn can have them. `ownerId`: the user whose turns may be found; null for everybody's.
 */
export function turnSearch(tx: Transaction, terms: readonly string[], ownerId: number | null): TurnSearch | null {
  const all: string[] = [];
  const conditions: SQL[] = [];
  for (const term of terms) {
    const search = searchFor(term);
    const named = usersNamed(tx, term).filter((userId) => ownerId === null || userId === ownerId);
    const any = [...(search ? [`(${search.expression})`] : []), ...named.map((userId) => `"${ownerWord(userId)}"`)];
    if (any.length === 0) return null;
    all.push(`(${any.join(" OR ")})`);
    if (search?.isPhrase) {
      const texts = [conversations.userText, conversations.aiText].map((text) => like(text, term));
      const isNamed = named.length > 0 ? inArray(turnDetails.userId, named) : undefined;
      conditions.push(or(...texts, isNamed) as SQL);
    }
  }
  if (ownerId !== null) all.push(`"${ownerWord(ownerId)}"`);
  return { expression: all.join(" AND "), conditions };
}

/** A query for the ids of the turns that the expression finds; more conditions may follow. */
export function foundBy(expression: string): SQL {
  return sql`select rowid from turn_search where turn_search match ${expression}`;
}

/** The sign can't be in a word of a text. */
const ownerWord = (userId: number | null) => `§${userId ?? 0}`;

/** A name is looked for as people write it, in part, too. */
function usersNamed(tx: Transaction, term: string): number[] {
  return tx
    .select({ id: users.id })
    .from(users)
    .where(like(users.username, term))
    .limit(mostNames)
    .all()
    .map(({ id }) => id);
}

/** An expression of FTS5 can only be so deep. */
const mostNames = 50;

/** Ignores the case of ASCII letters. */
function like(column: SQLWrapper, term: string): SQL {
  return sql`${column} like ${`%${term.replace(/[\\%_]/g, "\\$&")}%`} escape '\\'`;
}
