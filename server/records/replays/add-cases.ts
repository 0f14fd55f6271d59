import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { conversations, replayCases, sessions, turnDetails } from "../../../drizzle/schema";
import { type ContextMessage, ConversationContext } from "../../../lib/conversation-context";
import { turnIdSchema } from "../../../lib/ids";
import { noExpectations } from "../../../lib/replay/expectations";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { meantIn } from "../feedback/correction-pairs";
import { contextTurnsOf } from "../turns/context-turns";
import { inVersion, nextVersion, setRow } from "./set-rows";

const mostAtOnce = 2_000;
/** More than any model is told: 3,000 tokens (pipeline/history-budget). */
const mostContextChars = 12_000;

const inputSchema = z.object({
  setId: z.number().int().positive(),
  turnIds: z.array(turnIdSchema).max(mostAtOnce).default([]),
  /** All turns of these conversations. */
  sessionIds: z.array(z.string().min(1).max(100)).max(100).default([]),
});

/**
 * Adds turns to a set: one new version for all of them. Those that are in it already, that are gone, or that have
 * neither words nor sound are skipped. Throws AppError `not_found` for an unknown set.
 */
export async function addCases(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ added: number; skipped: number; version: number }> {
  authorise(ctx.actor, "replay:use");
  const { setId, turnIds, sessionIds } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const set = setRow(tx, setId);
    const there = tx
      .select({ turnId: replayCases.turnId })
      .from(replayCases)
      .where(inVersion(setId, set.version))
      .all();
    const known = new Set(there.map(({ turnId }) => turnId));
    const turns = turnsToAdd(tx, turnIds, sessionIds);
    const fresh = turns.filter((turn) => !known.has(turn.turnId) && (turn.hasSound || turn.userText.trim() !== ""));
    const asked = new Set([...turnIds, ...turns.map(({ turnId }) => turnId)]).size;
    if (fresh.length === 0) return { added: 0, skipped: asked, version: set.version };
    const addedIn = nextVersion(tx, set);
    for (const turn of fresh) {
      tx.insert(replayCases)
        .values({
          setId,
          turnId: turn.turnId,
          sessionId: turn.sessionId,
          context: contextOf(tx, turn),
          expectedText: meantIn(tx, turn)?.text.trim() || null,
          expectations: noExpectations,
          addedIn,
        })
        .run();
    }
    return { added: fresh.length, skipped: asked - fresh.length, version: addedIn };
  });
}

interface AddedTurn {
  id: number;
  turnId: string;
  sessionId: string;
  turnNumber: number;
  userText: string;
  hasSound: boolean;
  supersedesTurnId: string | null;
}

/** In the order of their conversations; of conversations that nobody deleted. */
function turnsToAdd(tx: Transaction, turnIds: string[], sessionIds: string[]): AddedTurn[] {
  return tx
    .select({
      id: conversations.id,
      turnId: turnDetails.turnId,
      sessionId: conversations.sessionId,
      turnNumber: conversations.turnNumber,
      userText: conversations.userText,
      hasSound: sql<boolean>`coalesce(${conversations.userAudioPath}, '') <> ''`.mapWith(Boolean),
      supersedesTurnId: turnDetails.supersedesTurnId,
    })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .leftJoin(sessions, eq(sessions.id, conversations.sessionId))
    .where(
      and(
        or(inArray(turnDetails.turnId, turnIds), inArray(conversations.sessionId, sessionIds)),
        isNull(sessions.deletedAt),
      ),
    )
    .orderBy(asc(conversations.id))
    .limit(mostAtOnce)
    .all();
}

/** What was said before, as the model is told it in a conversation; its newest part. */
function contextOf(tx: Transaction, turn: AddedTurn): ContextMessage[] {
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
