import { setImmediate as nextTick } from "node:timers/promises";
import { and, count, desc, eq, max, sql } from "drizzle-orm";
import { conversations, turnDetails, turnTags, turnThumbs, users } from "../../../drizzle/schema";
import type { ConversationSummary } from "../../../lib/conversations";
import { searchTerms } from "../../../lib/search-query";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { ownedBy, ownerInScope } from "../ownership";
import { titleOf } from "../turns/turn-views";
import { type FoundConversation, findConversations } from "./conversation-search";
import { type ListConversationsInput, listSchema } from "./conversations";
import { cut, firstTurn, firstWords } from "./first-words";

/** An excerpt starts shortly before the searched word. */
const charsBefore = 40;

/**
 * The rows of the history's list, latest start first, with nothing more than it shows; counts are made in SQL. Pages
 * and errors as `listConversations`.
 */
export async function listConversationSummaries(
  ctx: RecordsContext,
  input: ListConversationsInput = {},
): Promise<{ conversations: ConversationSummary[]; nextCursor: string | null }> {
  const { limit, cursor, scope, ...filter } = parseInput(listSchema, input);
  const ownerId = ownerInScope(ctx, scope);
  const terms = searchTerms(filter.q);
  const { found, nextCursor } = await findConversations(ctx.db, { limit, cursor, ownerId, filter });
  const page: ConversationSummary[] = [];
  for (const first of found) {
    page.push(await ctx.db.read((tx) => summaryOf(tx, first, ownerId, terms)));
    await nextTick();
  }
  return { conversations: page, nextCursor };
}

function summaryOf(
  tx: Transaction,
  first: FoundConversation,
  ownerId: number | null,
  terms: string[],
): ConversationSummary {
  const seen = and(eq(conversations.sessionId, first.sessionId), ownedBy(ownerId));
  const facts = tx
    .select({
      username: max(users.username),
      turnCount: count(),
      soundMs: sql<number>`total(${turnDetails.userAudioMs} + ${turnDetails.aiAudioMs})`,
      worstFirstAudioMs: sql<number | null>`max(json_extract(${turnDetails.timings}, '$.first_audio_ms'))`,
      errorCount: count(turnDetails.errorCode),
      interruptionCount: sql<number>`total(${turnDetails.interrupted})`,
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .leftJoin(users, eq(users.id, turnDetails.userId))
    .where(seen)
    .get();
  const last = tx
    .select({ voice: turnDetails.voice })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(seen)
    .orderBy(desc(conversations.turnNumber))
    .limit(1)
    .get();
  return {
    id: first.sessionId,
    created_at: first.createdAt,
    username: facts?.username ?? null,
    turn_count: facts?.turnCount ?? 0,
    words: foundWords(tx, first.foundId, terms) ?? firstWords(tx, seen),
    voice: last?.voice ?? null,
    sound_ms: facts?.soundMs ?? 0,
    worst_first_audio_ms: facts?.worstFirstAudioMs ?? null,
    error_count: facts?.errorCount ?? 0,
    interruption_count: facts?.interruptionCount ?? 0,
    title: titleOf(tx, first.sessionId),
    found_turn_id: turnIdOf(tx, first.foundId),
    ...feedbackCounts(tx, first.sessionId),
  };
}

function feedbackCounts(tx: Transaction, sessionId: string) {
  const ofSession = eq(conversations.sessionId, sessionId);
  const thumbs = tx
    .select({
      up: sql<number>`total(${turnThumbs.thumb} = 'up')`,
      down: sql<number>`total(${turnThumbs.thumb} = 'down')`,
    })
    .from(conversations)
    .innerJoin(turnThumbs, eq(turnThumbs.conversationId, conversations.id))
    .where(ofSession)
    .get();
  const tags = tx
    .select({ tags: count() })
    .from(conversations)
    .innerJoin(turnTags, eq(turnTags.conversationId, conversations.id))
    .where(ofSession)
    .get();
  return { thumbs_up: thumbs?.up ?? 0, thumbs_down: thumbs?.down ?? 0, tag_count: tags?.tags ?? 0 };
}

function turnIdOf(tx: Transaction, conversationId: number | null): string | null {
  if (conversationId === null) return null;
  const isTurn = eq(turnDetails.conversationId, conversationId);
  return tx.select({ turnId: turnDetails.turnId }).from(turnDetails).where(isTurn).get()?.turnId ?? null;
}

/** What the found turn says around a searched word; null when it has none (the match may be the person's name). */
function foundWords(tx: Transaction, foundId: number | null, terms: string[]): ConversationSummary["words"] {
  if (foundId === null || terms.length === 0) return null;
  const turn = firstTurn(tx, eq(conversations.id, foundId));
  if (!turn) return null;
  for (const text of [turn.userText, turn.aiText]) {
    const places = terms.map((term) => text.toLowerCase().indexOf(term.toLowerCase())).filter((at) => at >= 0);
    if (places.length > 0) return { text: cut(text, Math.min(...places) - charsBefore), language: turn.language };
  }
  return null;
}
