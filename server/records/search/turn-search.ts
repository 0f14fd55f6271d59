import { inArray, type SQL, sql } from "drizzle-orm";
import { users } from "../../../drizzle/schema";
import type { Transaction } from "../../platform/db/database";
import { indexedWords, phraseFor } from "./search-words";

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
  tx.run(sql`insert or replace into turn_search (rowid, owner, said, answered)
    values (${id}, ${ownerWord(userId)}, ${indexedWords(userText).join(" ")}, ${indexedWords(aiText).join(" ")})`);
}

/** Takes turns out of the index, in the transaction that removes them. */
export function unindexTurns(tx: Transaction, ids: readonly number[]): void {
  tx.run(sql`delete from turn_search where ${inArray(sql`rowid`, [...ids])}`);
}

/**
 * The FTS5 expression for turns that have all of the terms, each in what was said or answered or in the person's name;
 * null when no turn can have them. `ownerId`: the user whose turns may be found; null for everybody's.
 */
export function searchExpression(tx: Transaction, terms: readonly string[], ownerId: number | null): string | null {
  const all: string[] = [];
  for (const term of terms) {
    const phrase = phraseFor(term);
    const named = usersNamed(tx, term).filter((userId) => ownerId === null || userId === ownerId);
    const any = [
      ...(phrase === null ? [] : [`{said answered} : ${phrase}`]),
      ...named.map((userId) => `owner : "${ownerWord(userId)}"`),
    ];
    if (any.length === 0) return null;
    all.push(`(${any.join(" OR ")})`);
  }
  if (ownerId !== null) all.push(`owner : "${ownerWord(ownerId)}"`);
  return all.join(" AND ");
}

/** The ids of the turns that the expression finds, to be used as a subquery. */
export function foundBy(expression: string): SQL {
  return sql`select rowid from turn_search where turn_search match ${expression}`;
}

const ownerWord = (userId: number | null) => `u${userId ?? 0}`;

/** A name is looked for as people write it, in part, too. */
function usersNamed(tx: Transaction, term: string): number[] {
  const pattern = `%${term.replace(/[\\%_]/g, "\\$&")}%`;
  return tx
    .select({ id: users.id })
    .from(users)
    .where(sql`${users.username} like ${pattern} escape '\\'`)
    .limit(mostNames)
    .all()
    .map(({ id }) => id);
}

/** An expression of FTS5 can only be so deep. */
const mostNames = 50;
