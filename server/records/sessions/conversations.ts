import { setImmediate as nextTick } from "node:timers/promises";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { conversations } from "../../../drizzle/schema";
import type { ConversationView, FirstWords } from "../../../lib/conversations";
import { historyFilterSchema } from "../../../lib/history-filter";
import { sessionIdSchema } from "../../../lib/ids";
import { parseInput } from "../../access/parse";
import { noteConversationLook, noteList } from "../audit-log/conversation-looks";
import { notFound } from "../audit-log/hidden";
import type { RecordsContext } from "../context";
import { feedbackOfTurns } from "../feedback/feedback-of-turns";
import { isNotDeleted, ownedBy, ownerInScope } from "../ownership";
import { conversationView } from "../turns/turn-views";
import { findConversations } from "./conversation-search";
import { firstWords } from "./first-words";

export const listSchema = historyFilterSchema.extend({
  limit: z.number().int().min(1).max(200).default(20),
  /** The `nextCursor` of the previous page of the same list. */
  cursor: z.string().max(40).optional(),
  /** `all` needs the permission to read everybody's conversations; by default the actor gets all that they may read. */
  scope: z.enum(["own", "all"]).optional(),
});
export type ListConversationsInput = z.input<typeof listSchema>;

/** A list shows only the newest turns of a longer conversation; `readConversation` has them all. */
const newestTurns = 50;

/**
 * Conversations with their 50 newest turns, latest start first. `nextCursor` is null on the last page; pages neither
 * repeat nor skip while new turns arrive. Throws AppError `forbidden` for `all` without the permission, and
 * `invalid_input` for a cursor of another list.
 */
export async function listConversations(
  ctx: RecordsContext,
  input: ListConversationsInput = {},
): Promise<{ conversations: ConversationView[]; nextCursor: string | null }> {
  const { limit, cursor, scope, ...filter } = parseInput(listSchema, input);
  const ownerId = ownerInScope(ctx, scope);
  await noteList(ctx, ownerId, filter);
  const { found, nextCursor } = await findConversations(ctx.db, { limit, cursor, ownerId, filter });
  const page: ConversationView[] = [];
  // One conversation at a time: a page of 200 in one read would block everything else.
  for (const first of found) {
    const conversation = await ctx.db.read((tx) => conversationView(tx, first, ownerId, newestTurns));
    if (conversation) page.push(conversation);
    await nextTick();
  }
  return { conversations: page, nextCursor };
}

const readSchema = z.object({
  sessionId: sessionIdSchema,
  scope: listSchema.shape.scope,
  /** Only so many of the newest turns. */
  newest: z.number().int().positive().optional(),
});

/**
 * As `loadConversation`; a look at somebody else's is recorded.
 */
export async function readConversation(
  ctx: RecordsContext,
  input: z.input<typeof readSchema>,
): Promise<ReadConversation> {
  const conversation = await loadConversation(ctx, input);
  await noteConversationLook(ctx, "conversation.read", conversation.id);
  return conversation;
}

type ReadConversation = ConversationView & { words: FirstWords | null };

/**
 * One conversation with all turns, or the newest of them (`turn_count` has them all), and then its first words (null:
 * there are none, or all turns are there). Throws AppError `not_found` for an unknown one and for one that the actor may
 * not read alike; with scope `own` that is also one that somebody else had.
 */
export async function loadConversation(
  ctx: RecordsContext,
  input: z.input<typeof readSchema>,
): Promise<ReadConversation> {
  const { sessionId, scope, newest } = parseInput(readSchema, input);
  const ownerId = ownerInScope(ctx, scope);
  const conversation = await ctx.db.read((tx) => {
    const first = tx
      .select({ sessionId: conversations.sessionId, createdAt: conversations.createdAt })
      .from(conversations)
      .where(and(eq(conversations.sessionId, sessionId), isNotDeleted()))
      .orderBy(asc(conversations.id))
      .limit(1)
      .get();
    const view = first && conversationView(tx, first, ownerId, newest);
    const seen = and(eq(conversations.sessionId, sessionId), ownedBy(ownerId));
    if (!view) throw notFound(tx, ctx.actor, { sessionId }, "history:read_all");
    const words = newest === undefined ? null : firstWords(tx, seen);
    return { ...view, words, feedback: feedbackOfTurns(tx, ctx.actor, view) };
  });
  return conversation;
}
