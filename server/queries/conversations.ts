import { and, asc, desc, eq, inArray, lt, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { z } from "zod";
import { conversations, turnDetails, users } from "../../drizzle/schema";
import { can } from "../../lib/auth/permissions";
import { type ConversationView, maxQueryChars, searchTerms } from "../../lib/conversations";
import { AppError } from "../../lib/errors";
import { sessionIdSchema } from "../../lib/protocol/client-messages";
import { textSchema } from "../../lib/text";
import type { Transaction } from "../db/database";
import { authorise, type ServiceContext } from "../services/context";
import { parseInput } from "../services/parse";
import { turnsOf } from "./turn-views";

const listSchema = z.object({
  limit: z.number().int().min(1).max(200).default(20),
  /** `nextCursor` of the page before. */
  cursor: z.number().int().positive().optional(),
  /** `all` needs the right to read everybody's; without a scope one sees as much as one may. */
  scope: z.enum(["own", "all"]).optional(),
  /** Words that a conversation must all contain, in any capitals (of ASCII letters). */
  q: textSchema.max(maxQueryChars).default(""),
});
export type ListConversationsInput = z.input<typeof listSchema>;

/**
 * Conversations with their turns, the one begun last first. `nextCursor` is null on the last page; pages neither
 * repeat nor skip while new turns arrive. Throws AppError `forbidden` for `all` without the right.
 */
export async function listConversations(
  ctx: ServiceContext,
  input: ListConversationsInput = {},
): Promise<{ conversations: ConversationView[]; nextCursor: number | null }> {
  const { limit, cursor, scope, q } = parseInput(listSchema, input);
  const ownerId = ownerInScope(ctx, scope);
  return ctx.db.read((tx) => {
    const firstTurns = firstTurnsOfSessions(tx, { limit: limit + 1, cursor, ownerId, terms: searchTerms(q) });
    const page = firstTurns.slice(0, limit);
    const last = page.at(-1);
    return {
      conversations: conversationsOf(tx, page, ownerId),
      nextCursor: firstTurns.length > limit && last ? last.id : null,
    };
  });
}

/** One conversation. Throws AppError `not_found` for an unknown one and for one that the actor may not read alike. */
export async function readConversation(ctx: ServiceContext, input: { sessionId: string }): Promise<ConversationView> {
  const { sessionId } = parseInput(z.object({ sessionId: sessionIdSchema }), input);
  const ownerId = ownerInScope(ctx, undefined);
  const [conversation] = await ctx.db.read((tx) => {
    const first = tx
      .select({ id: conversations.id, sessionId: conversations.sessionId, createdAt: conversations.createdAt })
      .from(conversations)
      .where(eq(conversations.sessionId, sessionId))
      .orderBy(asc(conversations.id))
      .limit(1)
      .all();
    return conversationsOf(tx, first, ownerId);
  });
  if (!conversation) throw new AppError("not_found");
  return conversation;
}

/** The user whose turns may be seen; null for everybody's. */
export function ownerInScope({ actor }: ServiceContext, scope: "own" | "all" | undefined): number | null {
  authorise(actor, scope === "all" ? "history:read_all" : "history:read_own");
  if (actor.kind === "system") return null;
  return scope === "own" || !can(actor.role, "history:read_all") ? actor.userId : null;
}

interface FirstTurn {
  id: number;
  sessionId: string;
  createdAt: number;
}

/** Walks the rows backwards from the newest and stops at the limit: no page reads the whole history. */
function firstTurnsOfSessions(
  tx: Transaction,
  page: { limit: number; cursor: number | undefined; ownerId: number | null; terms: string[] },
): FirstTurn[] {
  const earlier = alias(conversations, "earlier");
  const noEarlierTurn = sql`not exists (select 1 from ${conversations} as ${sql.identifier("earlier")}
    where ${earlier.sessionId} = ${conversations.sessionId} and ${earlier.id} < ${conversations.id})`;
  const columns = { id: conversations.id, sessionId: conversations.sessionId, createdAt: conversations.createdAt };
  const conditions: SQL[] = [noEarlierTurn];
  if (page.cursor !== undefined) conditions.push(lt(conversations.id, page.cursor));
  for (const term of page.terms) conditions.push(hasTerm(term, page.ownerId));
  if (page.ownerId === null) {
    const all = tx.select(columns).from(conversations);
    return all
      .where(and(...conditions))
      .orderBy(desc(conversations.id))
      .limit(page.limit)
      .all();
  }
  conditions.push(eq(turnDetails.userId, page.ownerId));
  return tx
    .select(columns)
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(...conditions))
    .orderBy(desc(turnDetails.conversationId))
    .limit(page.limit)
    .all();
}

/**
 * One of the session's turns that may be seen has the term. The + keeps SQLite from the user's index here too: with it,
 * a search without a match took minutes over 50,000 turns; through the session's index it reads each turn once.
 */
function hasTerm(term: string, ownerId: number | null): SQL {
  const said = alias(conversations, "said");
  const details = alias(turnDetails, "said_details");
  const pattern = `%${term.replace(/[\\%_]/g, "\\$&")}%`;
  const like = (column: SQLWrapper) => sql`${column} like ${pattern} escape '\\'`;
  return sql`exists (select 1 from ${conversations} as ${sql.identifier("said")}
    left join ${turnDetails} as ${sql.identifier("said_details")} on ${details.conversationId} = ${said.id}
    left join ${users} on ${users.id} = ${details.userId}
    where ${said.sessionId} = ${conversations.sessionId}
      ${ownerId === null ? sql`` : sql`and +${details.userId} = ${ownerId}`}
      and (${like(said.userText)} or ${like(said.aiText)} or ${like(users.username)}))`;
}

function conversationsOf(tx: Transaction, firstTurns: FirstTurn[], ownerId: number | null): ConversationView[] {
  if (firstTurns.length === 0) return [];
  const ids = firstTurns.map((turn) => turn.sessionId);
  const rows = turnsOf(tx, and(inArray(conversations.sessionId, ids), owned(ownerId)));
  return firstTurns.flatMap(({ sessionId, createdAt }) => {
    const own = rows.filter((row) => row.sessionId === sessionId);
    if (own.length === 0) return [];
    const username = own.find((row) => row.username !== null)?.username ?? null;
    return [{ id: sessionId, turns: own.map((row) => row.turn), created_at: createdAt, username }];
  });
}

function owned(ownerId: number | null): SQL | undefined {
  // The + keeps SQLite from starting at the user's index: it would read all they ever said to find 20 sessions.
  return ownerId === null ? undefined : sql`+${turnDetails.userId} = ${ownerId}`;
}
