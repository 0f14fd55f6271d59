import { and, count, desc, eq, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import {
  conversations,
  missingRecordings,
  personaVersions,
  sessions,
  turnDetails,
  users,
} from "../../../drizzle/schema";
import type { ConversationView, TurnView } from "../../../lib/conversations";
import { type ErrorCode, errorCodeList } from "../../../lib/errors";
import { languageSchema, speechModeSchema } from "../../../lib/languages";
import { endedBySchema, finishReasonSchema } from "../../../lib/turn-end";
import type { Transaction } from "../../platform/db/database";
import { ownedBy } from "../ownership";

/**
 * One conversation, oldest turn first, with all visible turns or the `newest` of them; null when there is none.
 * `ownerId`: the user whose turns may be seen; null for everybody's.
 */
export function conversationView(
  tx: Transaction,
  first: { sessionId: string; createdAt: number },
  ownerId: number | null,
  newest?: number,
): ConversationView | null {
  const seen = and(eq(conversations.sessionId, first.sessionId), ownedBy(ownerId));
  const rows = newestTurns(tx, seen, newest ?? -1).reverse();
  if (rows.length === 0) return null;
  return {
    id: first.sessionId,
    turns: rows.map(turnView),
    turn_count: rows.length === newest ? countTurns(tx, seen) : rows.length,
    created_at: first.createdAt,
    username: rows.find((row) => row.username !== null)?.username ?? null,
    title: titleOf(tx, first.sessionId),
  };
}

/** The name that a person gave the conversation. */
export function titleOf(tx: Transaction, sessionId: string): string | null {
  return tx.select({ title: sessions.title }).from(sessions).where(eq(sessions.id, sessionId)).get()?.title ?? null;
}

function countTurns(tx: Transaction, seen: SQL | undefined): number {
  const counted = tx
    .select({ turns: count() })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .where(seen)
    .get();
  return counted?.turns ?? 0;
}

/** Newest first; a negative `limit` means no limit. */
function newestTurns(tx: Transaction, seen: SQL | undefined, limit: number) {
  const userMissing = alias(missingRecordings, "user_missing");
  const replyMissing = alias(missingRecordings, "reply_missing");
  return tx
    .select({
      conversation: conversations,
      details: turnDetails,
      username: users.username,
      persona: { name: personaVersions.name, version: personaVersions.version },
      userMissing: userMissing.path,
      replyMissing: replyMissing.path,
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .leftJoin(users, eq(users.id, turnDetails.userId))
    .leftJoin(personaVersions, eq(personaVersions.id, turnDetails.personaVersionId))
    .leftJoin(userMissing, eq(userMissing.path, conversations.userAudioPath))
    .leftJoin(replyMissing, eq(replyMissing.path, conversations.aiAudioPath))
    .where(seen)
    .orderBy(desc(conversations.turnNumber))
    .limit(limit)
    .all();
}

interface TurnRow {
  conversation: typeof conversations.$inferSelect;
  details: typeof turnDetails.$inferSelect | null;
  persona: TurnView["persona"];
  userMissing: string | null;
  replyMissing: string | null;
}

function turnView({ conversation, details, persona, userMissing, replyMissing }: TurnRow): TurnView {
  const audioUrl = (side: "user" | "reply", path: string | null, missing: string | null) =>
    path && missing === null && details ? `/api/turns/${details.turnId}/audio/${side}` : null;
  return {
    turn_id: details?.turnId ?? null,
    turn_number: conversation.turnNumber,
    user_text: conversation.userText,
    ai_text: conversation.aiText,
    user_audio_url: audioUrl("user", conversation.userAudioPath, userMissing),
    ai_audio_url: audioUrl("reply", conversation.aiAudioPath, replyMissing),
    user_audio_missing: userMissing !== null,
    ai_audio_missing: replyMissing !== null,
    user_audio_ms: details?.userAudioMs ?? null,
    ai_audio_ms: details?.aiAudioMs ?? null,
    language: languageSchema.safeParse(details?.language).data ?? null,
    mode: speechModeSchema.safeParse(details?.mode).data ?? null,
    voice: details?.voice ?? null,
    models: { stt: details?.sttModel ?? null, llm: details?.llmModel ?? null, tts: details?.ttsModel ?? null },
    timings: details?.timings ?? null,
    interrupted: details?.interrupted ?? false,
    ended_by: endedBySchema.safeParse(details?.endedBy).data ?? null,
    finish_reason: finishReasonSchema.safeParse(details?.finishReason).data ?? null,
    written_chars: details?.writtenChars ?? null,
    shown_chars: details?.shownChars ?? null,
    heard_chars: details?.heardChars ?? null,
    error_code: knownErrorCode(details?.errorCode),
    supersedes_turn_id: details?.supersedesTurnId ?? null,
    recognised_text: details?.recognisedText ?? null,
    heard_replacements: details?.heardReplacements ?? [],
    said_replacements: details?.saidReplacements ?? [],
    lexicon_version: details?.lexiconVersion ?? null,
    persona,
    calls: details?.calls ?? [],
    created_at: conversation.createdAt,
  };
}

/** An unknown (retired) error code reads as `internal`, so that the error stays visible. */
function knownErrorCode(code: string | null | undefined): ErrorCode | null {
  if (!code) return null;
  return errorCodeList.find((known) => known === code) ?? "internal";
}
