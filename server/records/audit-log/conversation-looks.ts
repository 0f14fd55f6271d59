import { and, eq, ne } from "drizzle-orm";
import { conversations, sessions, turnDetails } from "../../../drizzle/schema";
import { type HistoryFilter, historyFilterSchema } from "../../../lib/history-filter";
import { findUser } from "../../access/find-user";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { noteLook, noteLooks } from "./note-look";

type ConversationLook = "conversation.read" | "recording.hear";

/** Records a look at a conversation that is not the reader's own. */
export function noteConversationLook(ctx: RecordsContext, action: ConversationLook, sessionId: string): Promise<void> {
  return noteConversationLooks(ctx, action, [sessionId]);
}

/** Records the looks at several conversations that one act is, at those that are not the reader's own. */
export async function noteConversationLooks(
  ctx: RecordsContext,
  action: ConversationLook,
  sessionIds: readonly string[],
): Promise<void> {
  if (ctx.actor.kind !== "user") return;
  const owners = await ctx.db.read((tx) => sessionIds.map((sessionId) => ownerIn(tx, ctx, sessionId)));
  const looks = sessionIds.map((entityId, index) => {
    return { action, entity: "conversation", entityId, subjectUserId: owners[index] ?? null } as const;
  });
  await noteLooks(ctx, looks);
}

/** Whose conversation it is; null where nobody knows, as in rows from before there were users. */
export function ownerOf(ctx: RecordsContext, sessionId: string): Promise<number | null> {
  return ctx.db.read((tx) => ownerIn(tx, ctx, sessionId));
}

function ownerIn(tx: Transaction, { actor }: RecordsContext, sessionId: string): number | null {
  const session = tx.select({ userId: sessions.userId }).from(sessions).where(eq(sessions.id, sessionId)).get();
  if (session) return session.userId;
  const ofOthers = actor.kind === "user" ? ne(turnDetails.userId, actor.userId) : undefined;
  const turn = (condition: typeof ofOthers) =>
    tx
      .select({ userId: turnDetails.userId })
      .from(conversations)
      .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
      .where(and(eq(conversations.sessionId, sessionId), condition))
      .limit(1)
      .get();
  return (turn(ofOthers) ?? turn(undefined))?.userId ?? null;
}

/** Records a look at the list of everybody's conversations, which shows their first words. */
export async function noteList(ctx: RecordsContext, ownerId: number | null, filter: Partial<HistoryFilter>) {
  if (ctx.actor.kind !== "user" || ownerId !== null) return;
  const facts = await filterFacts(ctx, filter);
  await noteLook(ctx, { action: "history.list", entity: "conversation", entityId: "list", ...facts });
}

/** What a list was narrowed to, without what somebody typed: which filters, and the person's id. */
export async function filterFacts(ctx: RecordsContext, filter: Partial<Record<keyof HistoryFilter, unknown>>) {
  const { person, from, to } = filter;
  const user = typeof person === "string" ? await ctx.db.read((tx) => findUser(tx, person)) : undefined;
  const set = (value: unknown) => value !== undefined && value !== "";
  const filteredBy = historyFilterNames.filter((name) => set(filter[name]));
  const after = { filteredBy, ...(user && { personId: user.id }), ...(set(from) && { from }), ...(set(to) && { to }) };
  return { after, subjectUserId: user?.id ?? null };
}

const historyFilterNames = Object.keys(historyFilterSchema.shape) as (keyof HistoryFilter)[];
