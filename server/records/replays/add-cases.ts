import { and, asc, desc, eq, inArray, isNull, lt, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { z } from "zod";
import { conversations, replayCases, sessions, turnCorrections, turnDetails } from "../../../drizzle/schema";
import { heardCharsOf } from "../../../lib/conversations";
import { turnIdSchema } from "../../../lib/ids";
import { noExpectations } from "../../../lib/replay/expectations";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
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
          expectedText: expectedTextOf(tx, turn),
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

/** What was said before, as the model was told it: no turn that was corrected away, of replies what was heard. */
function contextOf(tx: Transaction, turn: AddedTurn) {
  const later = alias(turnDetails, "later");
  const laterTurns = alias(conversations, "later_turns");
  const corrected = tx
    .select({ one: sql`1` })
    .from(later)
    .innerJoin(laterTurns, eq(laterTurns.id, later.conversationId))
    .where(and(eq(later.supersedesTurnId, turnDetails.turnId), sql`${laterTurns.turnNumber} <= ${turn.turnNumber}`));
  const newestFirst = tx
    .select({
      user: conversations.userText,
      ai_text: conversations.aiText,
      ai_audio_ms: turnDetails.aiAudioMs,
      heard_chars: turnDetails.heardChars,
    })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(
      and(
        eq(conversations.sessionId, turn.sessionId),
        lt(conversations.turnNumber, turn.turnNumber),
        notExists(corrected),
      ),
    )
    .orderBy(desc(conversations.turnNumber))
    .limit(500)
    .all();
  const kept: { role: "user" | "assistant"; content: string }[][] = [];
  let chars = 0;
  for (const { user, ...reply } of newestFirst) {
    const heard = reply.ai_text.slice(0, heardCharsOf(reply));
    chars += user.length + heard.length;
    if (chars > mostContextChars) break;
    kept.push([
      ...(user ? [{ role: "user" as const, content: user }] : []),
      ...(heard ? [{ role: "assistant" as const, content: heard }] : []),
    ]);
  }
  return kept.reverse().flat();
}

/** What somebody said was really meant: by a correction of the record, or by saying it again in a corrected turn. */
function expectedTextOf(tx: Transaction, turn: AddedTurn): string | null {
  const correction = tx
    .select({ id: turnCorrections.id })
    .from(turnCorrections)
    .where(eq(turnCorrections.conversationId, turn.id))
    .get();
  if (correction) return turn.userText;
  const edited = tx
    .select({ text: conversations.userText })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(turnDetails.supersedesTurnId, turn.turnId), sql`coalesce(${conversations.userAudioPath}, '') = ''`))
    .orderBy(desc(conversations.turnNumber))
    .get();
  return edited?.text.trim() ? edited.text : null;
}
