import { setImmediate as nextTick } from "node:timers/promises";
import { and, count, eq, inArray, max, min, type SQL, sql } from "drizzle-orm";
import { conversations, sessions, turnDetails, turnTags, turnThumbs, users } from "../../../drizzle/schema";
import type { ConversationSummary, FirstWords } from "../../../lib/conversations";
import { languageSchema } from "../../../lib/languages";
import { searchTerms } from "../../../lib/search-query";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { noteList } from "../audit-log/conversation-looks";
import type { RecordsContext } from "../context";
import { ownedBy, ownerInScope } from "../ownership";
import { type FoundConversation, findConversations } from "./conversation-search";
import { type ListConversationsInput, listSchema } from "./conversations";
import { cut, firstWords } from "./first-words";

/** An excerpt starts shortly before the searched word. */
const charsBefore = 40;
/** Rows of the list that one read makes: a few ms, then other work runs. */
const rowsAtOnce = 20;

/** As `loadConversationSummaries`; a look at everybody's is recorded. */
export async function listConversationSummaries(
  ctx: RecordsContext,
  input: ListConversationsInput = {},
): Promise<SummaryPage> {
  const { limit: _limit, cursor: _cursor, scope, ...filter } = parseInput(listSchema, input);
  await noteList(ctx, ownerInScope(ctx, scope), filter);
  return loadConversationSummaries(ctx, input);
}

interface SummaryPage {
  conversations: ConversationSummary[];
  nextCursor: string | null;
}

/**
 * The rows of the history's list, latest start first, with nothing more than it shows; counts are made in SQL. Pages
 * and errors as `listConversations`.
 */
export async function loadConversationSummaries(
  ctx: RecordsContext,
  input: ListConversationsInput = {},
): Promise<SummaryPage> {
  const { limit, cursor, scope, ...filter } = parseInput(listSchema, input);
  const ownerId = ownerInScope(ctx, scope);
  const terms = searchTerms(filter.q);
  const { found, nextCursor } = await findConversations(ctx.db, { limit, cursor, ownerId, filter });
  const page: ConversationSummary[] = [];
  for (let at = 0; at < found.length; at += rowsAtOnce) {
    const part = found.slice(at, at + rowsAtOnce);
    page.push(...(await ctx.db.read((tx) => summariesOf(tx, part, ownerId, terms))));
    await nextTick();
  }
  return { conversations: page, nextCursor };
}

function summariesOf(
  tx: Transaction,
  found: readonly FoundConversation[],
  ownerId: number | null,
  terms: string[],
): ConversationSummary[] {
  const ofThese = inArray(
    conversations.sessionId,
    found.map(({ sessionId }) => sessionId),
  );
  const seen = and(ofThese, ownedBy(ownerId));
  const facts = bySession(factsOf(tx, seen));
  const last = bySession(lastVoices(tx, seen));
  const first = bySession(firstSaid(tx, seen));
  const titles = bySession(titlesOf(tx, found));
  const thumbs = bySession(thumbsOf(tx, ofThese));
  const tags = bySession(tagsOf(tx, ofThese));
  const turns = foundTurns(tx, found);
  return found.map(({ sessionId, createdAt, foundId }) => {
    const fact = facts.get(sessionId);
    const turn = foundId === null ? undefined : turns.get(foundId);
    const opening = () =>
      fact?.correctedCount
        ? firstWords(tx, and(eq(conversations.sessionId, sessionId), ownedBy(ownerId)))
        : excerpt(first.get(sessionId));
    return {
      id: sessionId,
      created_at: createdAt,
      username: fact?.username ?? null,
      turn_count: fact?.turnCount ?? 0,
      words: (turn && foundWords(turn, terms)) ?? opening(),
      voice: last.get(sessionId)?.voice ?? null,
      sound_ms: fact?.soundMs ?? 0,
      worst_first_audio_ms: fact?.worstFirstAudioMs ?? null,
      error_count: fact?.errorCount ?? 0,
      interruption_count: fact?.interruptionCount ?? 0,
      title: titles.get(sessionId)?.title ?? null,
      found_turn_id: turn?.turnId ?? null,
      thumbs_up: thumbs.get(sessionId)?.up ?? 0,
      thumbs_down: thumbs.get(sessionId)?.down ?? 0,
      tag_count: tags.get(sessionId)?.tags ?? 0,
    };
  });
}

function bySession<Row extends { sessionId: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.sessionId, row]));
}

function factsOf(tx: Transaction, seen: SQL | undefined) {
  return tx
    .select({
      sessionId: conversations.sessionId,
      username: max(users.username),
      turnCount: count(),
      soundMs: sql<number>`total(${turnDetails.userAudioMs} + ${turnDetails.aiAudioMs})`,
      worstFirstAudioMs: sql<number | null>`max(json_extract(${turnDetails.timings}, '$.first_audio_ms'))`,
      errorCount: count(turnDetails.errorCode),
      interruptionCount: sql<number>`total(${turnDetails.interrupted})`,
      correctedCount: count(turnDetails.supersedesTurnId),
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .leftJoin(users, eq(users.id, turnDetails.userId))
    .where(seen)
    .groupBy(conversations.sessionId)
    .all();
}

/** Beside a single max or min, SQLite takes the other columns from the row that has it. */
function lastVoices(tx: Transaction, seen: SQL | undefined) {
  return tx
    .select({
      sessionId: conversations.sessionId,
      turnNumber: max(conversations.turnNumber),
      voice: turnDetails.voice,
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(seen)
    .groupBy(conversations.sessionId)
    .all();
}

/** The first words of each conversation, not looking at what was corrected; see `lastVoices`. */
function firstSaid(tx: Transaction, seen: SQL | undefined) {
  return tx
    .select({
      sessionId: conversations.sessionId,
      turnNumber: min(conversations.turnNumber),
      text: conversations.userText,
      language: turnDetails.language,
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(and(seen, sql`trim(${conversations.userText}) <> ''`))
    .groupBy(conversations.sessionId)
    .all();
}

function titlesOf(tx: Transaction, found: readonly FoundConversation[]) {
  return tx
    .select({ sessionId: sessions.id, title: sessions.title })
    .from(sessions)
    .where(
      inArray(
        sessions.id,
        found.map(({ sessionId }) => sessionId),
      ),
    )
    .all();
}

function thumbsOf(tx: Transaction, ofThese: SQL) {
  return tx
    .select({
      sessionId: conversations.sessionId,
      up: sql<number>`total(${turnThumbs.thumb} = 'up')`,
      down: sql<number>`total(${turnThumbs.thumb} = 'down')`,
    })
    .from(conversations)
    .innerJoin(turnThumbs, eq(turnThumbs.conversationId, conversations.id))
    .where(ofThese)
    .groupBy(conversations.sessionId)
    .all();
}

function tagsOf(tx: Transaction, ofThese: SQL) {
  return tx
    .select({ sessionId: conversations.sessionId, tags: count() })
    .from(conversations)
    .innerJoin(turnTags, eq(turnTags.conversationId, conversations.id))
    .where(ofThese)
    .groupBy(conversations.sessionId)
    .all();
}

interface Words {
  text: string;
  /** As the row has it. */
  language: string | null;
}

function excerpt(words: Words | undefined, from = 0): FirstWords | null {
  if (!words) return null;
  return { text: cut(words.text, from), language: languageSchema.safeParse(words.language).data ?? null };
}

interface FoundTurn {
  turnId: string | null;
  userText: string;
  aiText: string;
  language: string | null;
}

function foundTurns(tx: Transaction, found: readonly FoundConversation[]): Map<number, FoundTurn> {
  const ids = found.flatMap(({ foundId }) => foundId ?? []);
  if (ids.length === 0) return new Map();
  const rows = tx
    .select({
      id: conversations.id,
      turnId: turnDetails.turnId,
      userText: conversations.userText,
      aiText: conversations.aiText,
      language: turnDetails.language,
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(inArray(conversations.id, ids))
    .all();
  return new Map(rows.map((row) => [row.id, row]));
}

/** What the found turn says around a searched word; null when it has none (the match may be the person's name). */
function foundWords({ userText, aiText, language }: FoundTurn, terms: string[]): FirstWords | null {
  for (const text of [userText, aiText]) {
    const places = terms.map((term) => text.toLowerCase().indexOf(term.toLowerCase())).filter((at) => at >= 0);
    if (places.length > 0) return excerpt({ text, language }, Math.min(...places) - charsBefore);
  }
  return null;
}
