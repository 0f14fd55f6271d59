import { and, asc, eq, gt, sql } from "drizzle-orm";
import { conversations, replayCases, turnDetails } from "../../../drizzle/schema";
import type { Database, Transaction } from "../../platform/db/database";
import { meantIn } from "../feedback/correction-pairs";
import { isReadable } from "./readable-case";
import { inVersion } from "./set-rows";
import { rowsPerSlice, slices } from "./slices";

/** What was really said in each turn of a set's version that is not deleted; null where nobody said anything about it. */
export type ExpectedTexts = ReadonlyMap<string, string | null>;

/** As somebody wrote it into the case; else by the turn's newest correction, also one that was made after it was added. */
export async function expectedTexts(db: Database, setId: number, version: number): Promise<ExpectedTexts> {
  const isCorrected = sql`exists (select 1 from turn_corrections each where each.conversation_id = ${conversations.id})`;
  const isEdited = sql`exists (select 1 from turn_details later where later.supersedes_turn_id = ${turnDetails.turnId})`;
  const expected = new Map<string, string | null>();
  const all = slices<{ caseId: number; turnId: string; text: string | null }>(db, (tx, after) =>
    tx
      .select({
        caseId: replayCases.id,
        turnId: turnDetails.turnId,
        id: conversations.id,
        userText: conversations.userText,
        text: replayCases.expectedText,
        hasMeant: sql<boolean>`(${isCorrected} or ${isEdited})`.mapWith(Boolean),
      })
      .from(replayCases)
      .innerJoin(turnDetails, eq(turnDetails.turnId, replayCases.turnId))
      .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
      .where(and(inVersion(setId, version), isReadable(), gt(replayCases.id, after?.caseId ?? 0)))
      .orderBy(asc(replayCases.id))
      .limit(rowsPerSlice)
      .all()
      .map(({ hasMeant, ...row }) => ({
        caseId: row.caseId,
        turnId: row.turnId,
        text: row.text ?? (hasMeant ? meantIn(tx, row)?.text.trim() || null : null),
      })),
  );
  for await (const rows of all) for (const { turnId, text } of rows) expected.set(turnId, text);
  return expected;
}

/** What was really said in a turn by its newest correction; null where nobody said anything about it. */
export function meantInTurn(tx: Transaction, turnId: string): string | null {
  const turn = tx
    .select({ id: conversations.id, turnId: turnDetails.turnId, userText: conversations.userText })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(eq(turnDetails.turnId, turnId))
    .get();
  return (turn && meantIn(tx, turn)?.text.trim()) || null;
}
