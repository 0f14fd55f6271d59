import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { conversations, turnDetails } from "../../../drizzle/schema";
import type { FirstWords } from "../../../lib/conversations";
import { type Language, languageSchema } from "../../../lib/languages";
import type { Transaction } from "../../platform/db/database";

/** The length of an excerpt. */
const shownChars = 200;

/** The first words among these turns of one conversation, as they were corrected; null without any. */
export function firstWords(tx: Transaction, seen: SQL | undefined): FirstWords | null {
  const said = and(seen, sql`trim(${conversations.userText}) <> ''`);
  const turn = firstTurn(tx, and(said, sql`not ${isReplaced(tx)}`)) ?? firstTurn(tx, said);
  return turn && { text: cut(turn.userText, 0), language: turn.language };
}

/** A later turn of the conversation corrects this one or one before it. */
function isReplaced(tx: Transaction): SQL {
  const later = alias(conversations, "later");
  const correction = alias(turnDetails, "correction");
  const corrected = alias(conversations, "corrected");
  const correctedDetails = alias(turnDetails, "corrected_details");
  const query = tx
    .select({ id: later.id })
    .from(later)
    .innerJoin(correction, eq(correction.conversationId, later.id))
    .innerJoin(correctedDetails, eq(correctedDetails.turnId, correction.supersedesTurnId))
    .innerJoin(corrected, eq(corrected.id, correctedDetails.conversationId))
    .where(
      and(
        eq(later.sessionId, conversations.sessionId),
        sql`${later.turnNumber} > ${conversations.turnNumber}`,
        sql`${corrected.turnNumber} <= ${conversations.turnNumber}`,
      ),
    );
  return sql`exists ${query}`;
}

/** The first turn that is meant by `where`. */
export function firstTurn(
  tx: Transaction,
  where: SQL | undefined,
): { userText: string; aiText: string; language: Language | null } | null {
  const row = tx
    .select({ userText: conversations.userText, aiText: conversations.aiText, language: turnDetails.language })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(where)
    .orderBy(asc(conversations.turnNumber))
    .limit(1)
    .get();
  return row ? { ...row, language: languageSchema.safeParse(row.language).data ?? null } : null;
}

/** An excerpt of the text, without cutting a character in half. */
export function cut(text: string, from: number): string {
  const start = Math.max(0, from);
  return text.slice(start, start + shownChars).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
}
