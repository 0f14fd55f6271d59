import { setImmediate as nextTick } from "node:timers/promises";
import { and, eq, inArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { conversations, replayCases, turnDetails } from "../../../drizzle/schema";
import { type ContextMessage, ConversationContext } from "../../../lib/conversation-context";
import { type HistoryFilter, historyFilterSchema } from "../../../lib/history-filter";
import { turnIdSchema } from "../../../lib/ids";
import { noExpectations } from "../../../lib/replay/expectations";
import { type AddedCases, mostCasesAtOnce } from "../../../lib/replay/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Database, Transaction } from "../../platform/db/database";
import { noteConversationLooks, noteList } from "../audit-log/conversation-looks";
import type { RecordsContext } from "../context";
import { isNotDeleted, ownerInScope } from "../ownership";
import { matchingTurns } from "../sessions/matching-turns";
import { contextTurnsOf } from "../turns/context-turns";
import { createSetIn, setNameSchema } from "./create-set";
import { inVersion, nextVersion, setRow } from "./set-rows";

/** More than any model is told: 3,000 tokens (pipeline/history-budget). */
const mostContextChars = 12_000;
const insertedAtOnce = 100;

const inputSchema = z
  .object({
    setId: z.number().int().positive().optional(),
    /** Makes the set. */
    newSetName: setNameSchema.optional(),
    turnIds: z.array(turnIdSchema).max(mostCasesAtOnce).default([]),
    /** All turns of these conversations. */
    sessionIds: z.array(z.string().min(1).max(100)).max(100).default([]),
    /** All turns for which the history lists their conversations. */
    filter: historyFilterSchema.optional(),
  })
  .refine(({ setId, newSetName }) => (setId === undefined) !== (newSetName === undefined));

/**
 * Adds turns to a set, or to a new one: one new version for all of them. Those that are in it already, that are gone, or
 * that have neither words nor sound are skipped; of more than 1,000 the oldest are left out. It is a look at the
 * conversations that are somebody else's. Throws AppError `not_found` for an unknown set, `conflict` when another set has
 * the new one's name.
 */
export async function addCases(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<AddedCases> {
  authorise(ctx.actor, "replay:use");
  const { setId, newSetName, turnIds, sessionIds, filter } = parseInput(inputSchema, input);
  const named = await ctx.db.read((tx) => turnsNamed(tx, turnIds, sessionIds));
  // Their words are copied into the set.
  const sessions = [...new Set(named.map(({ sessionId }) => sessionId))];
  await noteConversationLooks(ctx, "conversation.read", sessions);
  const matching = filter ? await foundTurns(ctx, filter) : [];
  const ids = [...new Set([...named.map(({ id }) => id), ...matching])].sort((a, b) => b - a);
  const taken = ids.slice(0, mostCasesAtOnce).reverse();
  const made = await makeCases(ctx.db, taken);
  const found = new Set(named.map(({ turnId }) => turnId));
  const unknown = new Set(turnIds.filter((turnId) => !found.has(turnId))).size;
  return ctx.db.write((tx) => {
    const set = newSetName === undefined ? setRow(tx, setId as number) : createSetIn(tx, ctx, newSetName);
    const known = new Set(casesIn(tx, set));
    // Somebody may have deleted a conversation since.
    const there = new Set(turnsThere(tx, made).map(({ turnId }) => turnId));
    const fresh = made.filter(({ turnId }) => !known.has(turnId) && there.has(turnId));
    const counts = { added: fresh.length, skipped: taken.length + unknown - fresh.length };
    const about = { setId: set.id, ...counts, leftOut: ids.length - taken.length };
    if (fresh.length === 0) return { ...about, version: set.version };
    const facts = { cases: fresh.length };
    const addedIn = nextVersion(tx, ctx, { set, action: "replay_set.add_cases", facts });
    for (let at = 0; at < fresh.length; at += insertedAtOnce) {
      const rows = fresh.slice(at, at + insertedAtOnce).map((each) => ({ ...each, setId: set.id, addedIn }));
      tx.insert(replayCases).values(rows).run();
    }
    return { ...about, version: addedIn };
  });
}

/** How many there are tells what was said: so the search is a look at the conversations that it goes through. */
async function foundTurns(ctx: RecordsContext, filter: HistoryFilter): Promise<number[]> {
  const ownerId = ownerInScope(ctx, undefined);
  await noteList(ctx, ownerId, filter);
  return matchingTurns(ctx.db, { ownerId, filter });
}

function casesIn(tx: Transaction, { id, version }: { id: number; version: number }): string[] {
  const rows = tx.select({ turnId: replayCases.turnId }).from(replayCases).where(inVersion(id, version)).all();
  return rows.map(({ turnId }) => turnId);
}

/** Of conversations that nobody deleted. */
function turnsNamed(tx: Transaction, turnIds: string[], sessionIds: string[]) {
  return tx
    .select({ id: conversations.id, turnId: turnDetails.turnId, sessionId: conversations.sessionId })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(or(inArray(turnDetails.turnId, turnIds), inArray(conversations.sessionId, sessionIds)), isNotDeleted()))
    .all();
}

const turnsThere = (tx: Transaction, made: readonly { turnId: string }[]) =>
  turnsNamed(
    tx,
    made.map(({ turnId }) => turnId),
    [],
  );

/** What cases keep of their turns, in the order of the ids in `conversations`; none where there is nothing to run. */
async function makeCases(db: Database, ids: readonly number[]): Promise<MadeCase[]> {
  const made: MadeCase[] = [];
  for (const id of ids) {
    const one = await db.read((tx) => caseOf(tx, id));
    if (one) made.push(one);
    // The context of a long conversation takes some ms: then other work runs.
    await nextTick();
  }
  return made;
}

type MadeCase = Omit<typeof replayCases.$inferInsert, "setId" | "addedIn">;

/** Null for a turn without words and sound. */
function caseOf(tx: Transaction, id: number): MadeCase | null {
  const hasSound = sql`coalesce(${conversations.userAudioPath}, '') <> ''`;
  const turn = tx
    .select({
      turnId: turnDetails.turnId,
      sessionId: conversations.sessionId,
      turnNumber: conversations.turnNumber,
      supersedesTurnId: turnDetails.supersedesTurnId,
    })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(conversations.id, id), or(hasSound, sql`trim(${conversations.userText}) <> ''`)))
    .get();
  if (!turn) return null;
  const { turnId, sessionId } = turn;
  return { turnId, sessionId, context: contextOf(tx, turn), expectations: noExpectations };
}

interface ReplayedTurn {
  sessionId: string;
  turnNumber: number;
  supersedesTurnId: string | null;
}

/** What was said before, as the model is told it in a conversation; its newest part. */
function contextOf(tx: Transaction, turn: ReplayedTurn): ContextMessage[] {
  const context = new ConversationContext(contextTurnsOf(tx, turn.sessionId, { before: turn.turnNumber }));
  // A correction is asked without the turn that it corrects.
  if (turn.supersedesTurnId !== null) context.rewindBefore(turn.supersedesTurnId);
  const messages = context.messages();
  let from = messages.length;
  for (let chars = 0; from > 0; from--) {
    chars += messages[from - 1]?.content.length ?? 0;
    if (chars > mostContextChars) break;
  }
  // It begins with what a person said.
  return messages.slice(from + (from % 2));
}
