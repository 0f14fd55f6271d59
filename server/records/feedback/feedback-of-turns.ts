import { asc, eq, inArray } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import {
  conversations,
  turnCorrections,
  turnDetails,
  turnNotes,
  turnTags,
  turnThumbs,
  users,
} from "../../../drizzle/schema";
import type { ConversationView } from "../../../lib/conversations";
import type { TurnFeedback } from "../../../lib/feedback";
import type { Actor } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";

const nothingSaid = (): TurnFeedback => ({ thumbs: [], tags: [], notes: [], corrections: [] });

/** What people said about the turns of a conversation, by turn_id. */
export function feedbackOfTurns(
  tx: Transaction,
  actor: Actor,
  { id, turns }: Pick<ConversationView, "id" | "turns">,
): Record<string, TurnFeedback> {
  const rows = tx
    .select({ conversationId: conversations.id, turnId: turnDetails.turnId })
    .from(conversations)
    .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(eq(conversations.sessionId, id))
    .all();
  const wanted = new Set(turns.map((turn) => turn.turn_id));
  const visible = rows.filter(({ turnId }) => wanted.has(turnId));
  const feedback = feedbackOn(
    tx,
    actor,
    visible.map(({ conversationId }) => conversationId),
  );
  return Object.fromEntries(
    visible.flatMap(({ conversationId, turnId }) => {
      const said = feedback.get(conversationId);
      return said ? [[turnId, said]] : [];
    }),
  );
}

/** What people said about these turns (ids of `conversations`), each without an entry where nobody said anything. */
function feedbackOn(tx: Transaction, actor: Actor, ids: readonly number[]): Map<number, TurnFeedback> {
  const found = new Map<number, TurnFeedback>();
  const of = (conversationId: number) => {
    const feedback = found.get(conversationId) ?? nothingSaid();
    found.set(conversationId, feedback);
    return feedback;
  };
  const said = ({ userId, username, createdAt }: { userId: number; username: string; createdAt: number }) => ({
    by: username,
    at: createdAt,
    own: actor.kind === "user" && actor.userId === userId,
  });
  const about = (column: SQLiteColumn) => inArray(column, [...ids]);
  const by = { username: users.username };
  const thumbs = tx
    .select({ row: turnThumbs, ...by })
    .from(turnThumbs)
    .innerJoin(users, eq(users.id, turnThumbs.userId))
    .where(about(turnThumbs.conversationId))
    .orderBy(asc(turnThumbs.createdAt))
    .all();
  for (const { row, username } of thumbs) {
    of(row.conversationId).thumbs.push({ ...said({ ...row, username }), thumb: row.thumb });
  }
  const tags = tx
    .select({ row: turnTags, ...by })
    .from(turnTags)
    .innerJoin(users, eq(users.id, turnTags.userId))
    .where(about(turnTags.conversationId))
    .orderBy(asc(turnTags.createdAt))
    .all();
  for (const { row, username } of tags) {
    of(row.conversationId).tags.push({ ...said({ ...row, username }), tag_id: row.tagId });
  }
  const notes = tx
    .select({ row: turnNotes, ...by })
    .from(turnNotes)
    .innerJoin(users, eq(users.id, turnNotes.userId))
    .where(about(turnNotes.conversationId))
    .orderBy(asc(turnNotes.id))
    .all();
  for (const { row, username } of notes) {
    of(row.conversationId).notes.push({ ...said({ ...row, username }), id: row.id, text: row.text });
  }
  const corrections = tx
    .select({ row: turnCorrections, ...by })
    .from(turnCorrections)
    .innerJoin(users, eq(users.id, turnCorrections.userId))
    .where(about(turnCorrections.conversationId))
    .orderBy(asc(turnCorrections.id))
    .all();
  for (const { row, username } of corrections) {
    const change = { id: row.id, previous_text: row.previousText, text: row.text };
    of(row.conversationId).corrections.push({ ...said({ ...row, username }), ...change });
  }
  return found;
}
