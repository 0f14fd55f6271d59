import { asc, eq, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { conversations, missingRecordings, turnDetails, users } from "../../drizzle/schema";
import type { TurnView } from "../../lib/conversations";
import { type ErrorCode, errorCodeList } from "../../lib/errors";
import { languageSchema, speechModeSchema } from "../../lib/languages";
import type { Transaction } from "../db/database";

/** The turns that match, oldest first within a session, with whose they are. */
export function turnsOf(
  tx: Transaction,
  where: SQL | undefined,
): { sessionId: string; username: string | null; turn: TurnView }[] {
  const userMissing = alias(missingRecordings, "user_missing");
  const replyMissing = alias(missingRecordings, "reply_missing");
  const rows = tx
    .select({
      conversation: conversations,
      details: turnDetails,
      username: users.username,
      userMissing: userMissing.path,
      replyMissing: replyMissing.path,
    })
    .from(conversations)
    .leftJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
    .leftJoin(users, eq(users.id, turnDetails.userId))
    .leftJoin(userMissing, eq(userMissing.path, conversations.userAudioPath))
    .leftJoin(replyMissing, eq(replyMissing.path, conversations.aiAudioPath))
    .where(where)
    .orderBy(asc(conversations.sessionId), asc(conversations.turnNumber))
    .all();
  return rows.map((row) => ({ sessionId: row.conversation.sessionId, username: row.username, turn: turnView(row) }));
}

interface TurnRow {
  conversation: typeof conversations.$inferSelect;
  details: typeof turnDetails.$inferSelect | null;
  userMissing: string | null;
  replyMissing: string | null;
}

function turnView({ conversation, details, userMissing, replyMissing }: TurnRow): TurnView {
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
    error_code: knownErrorCode(details?.errorCode),
    supersedes_turn_id: details?.supersedesTurnId ?? null,
    created_at: conversation.createdAt,
  };
}

/** A code that a later version retired reads as `internal`: that there was an error stays visible. */
function knownErrorCode(code: string | null | undefined): ErrorCode | null {
  if (!code) return null;
  return errorCodeList.find((known) => known === code) ?? "internal";
}
