import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { conversations, sessions, turnDetails } from "../../../drizzle/schema";
import { AppError, errorCodeList } from "../../../lib/errors";
import { sessionIdSchema, turnIdSchema } from "../../../lib/ids";
import { languageSchema, speechModeSchema } from "../../../lib/languages";
import { replacementSchema } from "../../../lib/lexicon";
import { textSchema } from "../../../lib/text";
import { timingsSchema } from "../../../lib/timings";
import { turnCallSchema } from "../../../lib/turn-calls";
import { endedBySchema, finishReasonSchema, isInterruption } from "../../../lib/turn-end";
import { formatVoiceId, voiceIdSchema } from "../../../lib/voices";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { keepStages } from "../metrics/turn-stages";
import { indexTurn } from "../search/turn-search";
import { writeSetting } from "../settings/save-setting";
import { keepPrompt } from "./keep-prompt";
import { durationMs, recordingSchema, writeTurnAudio } from "./turn-audio";

const inputSchema = z.object({
  sessionId: sessionIdSchema,
  /** Unique for ever, safe in a file name. */
  turnId: turnIdSchema,
  turnNumber: z.number().int().positive(),
  userText: textSchema,
  /** All of the reply that was shown, however much of it was heard. */
  aiText: textSchema,
  /** Length of the reply as the model wrote it, UTF-16 code units; more than `aiText` where not all of it was shown. */
  writtenChars: z.number().int().nonnegative(),
  /** How much of `aiText` was heard, UTF-16 code units. */
  heardChars: z.number().int().nonnegative(),
  /** int16 mono; null for a typed turn. */
  userAudio: recordingSchema.nullable(),
  /** int16 mono, all that was synthesised; null when nothing was. */
  replyAudio: recordingSchema.nullable(),
  language: languageSchema,
  mode: speechModeSchema,
  /** The voice that the turn was spoken with. */
  voice: voiceIdSchema,
  /** SHA-256 of the recording that the voice is cloned from, hex; null where none spoke. */
  voiceReferenceSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  models: z.object({ stt: textSchema.nullable(), llm: textSchema.nullable(), tts: textSchema.nullable() }),
  timings: timingsSchema,
  endedBy: endedBySchema,
  /** Null while the model was not done. */
  finishReason: finishReasonSchema.nullable(),
  errorCode: z.enum(errorCodeList).nullable(),
  /** The turn of the same session that this one corrects. */
  supersedesTurnId: turnIdSchema.nullable(),
  /** What was recognised, where the lexicon changed it. */
  recognisedText: textSchema.nullable().default(null),
  heardReplacements: z.array(replacementSchema).default([]),
  saidReplacements: z.array(replacementSchema).default([]),
  /** Null: not known. The same holds for all below. */
  lexiconVersion: z.number().int().nonnegative().nullable().default(null),
  calls: z.array(turnCallSchema).default([]),
  /** The system message. */
  prompt: textSchema.nullable().default(null),
  /** Where `prompt` is known, null: the persona that comes with AVATAR. */
  personaVersionId: z.number().int().positive().nullable().default(null),
  isSpoken: z.boolean().nullable().default(null),
  speechSpeed: z.number().positive().nullable().default(null),
});
export type RecordTurnInput = z.input<typeof inputSchema>;

/**
 * Stores one finished turn: its audio is made durable first, then one transaction writes its rows, and the
 * language for the person's pages. When this rejects there is no row and no file. Throws AppError `session_not_found`
 * (unknown, deleted, or another person's), `turn_not_found` (the superseded turn), `conflict` (number or id taken),
 * `invalid_input`, `storage_failed` with the disk's or the database's error as cause. The caller must record one
 * session's turns one after another.
 */
export async function recordTurn(ctx: RecordsContext, input: RecordTurnInput): Promise<{ conversationId: number }> {
  authorise(ctx.actor, "chat:use");
  const { userId, credential } = requirePerson(ctx.actor);
  const turn = parseInput(inputSchema, input);
  // Checked before any file is written: a taken number would overwrite the file of the turn that has it.
  await ctx.db.read((tx) => assertRecordable(tx, turn, userId));
  const audio = await writeTurnAudio(ctx, turn);
  try {
    return await ctx.db.write((tx) => {
      assertRecordable(tx, turn, userId);
      if (credential?.kind !== "token") writeSetting(tx, userId, { key: "spokenLanguage", value: turn.language });
      return insertTurn(tx, turn, audio.paths, userId, ctx.nowS());
    });
  } catch (error) {
    await audio.discard();
    throw error instanceof AppError ? error : new AppError("storage_failed", undefined, { cause: error });
  }
}

type Turn = z.output<typeof inputSchema>;

function assertRecordable(tx: Transaction, turn: Turn, userId: number): void {
  const owner = { userId: sessions.userId };
  const isThere = and(eq(sessions.id, turn.sessionId), isNull(sessions.deletedAt));
  const session = tx.select(owner).from(sessions).where(isThere).get();
  if (session?.userId !== userId) throw new AppError("session_not_found");
  const inSession = eq(conversations.sessionId, turn.sessionId);
  const sameNumber = and(inSession, eq(conversations.turnNumber, turn.turnNumber));
  if (tx.select({ id: conversations.id }).from(conversations).where(sameNumber).get()) throw new AppError("conflict");
  const sameId = eq(turnDetails.turnId, turn.turnId);
  if (tx.select({ id: turnDetails.turnId }).from(turnDetails).where(sameId).get()) throw new AppError("conflict");
  if (turn.supersedesTurnId === null) return;
  const superseded = tx
    .select({ id: conversations.id })
    .from(turnDetails)
    .innerJoin(conversations, eq(conversations.id, turnDetails.conversationId))
    .where(and(eq(turnDetails.turnId, turn.supersedesTurnId), inSession))
    .get();
  if (!superseded) throw new AppError("turn_not_found");
}

function insertTurn(
  tx: Transaction,
  turn: Turn,
  paths: { user: string | null; reply: string | null },
  userId: number,
  nowS: number,
): { conversationId: number } {
  const { id } = tx
    .insert(conversations)
    .values({
      sessionId: turn.sessionId,
      turnNumber: turn.turnNumber,
      userAudioPath: paths.user ?? "",
      userText: turn.userText,
      aiText: turn.aiText,
      aiAudioPath: paths.reply,
      voiceProfileId: turn.voice.kind === "profile" ? turn.voice.profileId : null,
      createdAt: nowS,
    })
    .returning({ id: conversations.id })
    .get();
  tx.insert(turnDetails)
    .values({
      conversationId: id,
      turnId: turn.turnId,
      userId,
      language: turn.language,
      mode: turn.mode,
      voice: formatVoiceId(turn.voice),
      voiceReferenceSha256: turn.voiceReferenceSha256,
      sttModel: turn.models.stt,
      llmModel: turn.models.llm,
      ttsModel: turn.models.tts,
      timings: turn.timings,
      userAudioMs: durationMs(turn.userAudio),
      aiAudioMs: durationMs(turn.replyAudio),
      interrupted: isInterruption(turn.endedBy),
      endedBy: turn.endedBy,
      finishReason: turn.finishReason,
      writtenChars: turn.writtenChars,
      shownChars: turn.aiText.length,
      heardChars: Math.min(turn.heardChars, turn.aiText.length),
      errorCode: turn.errorCode,
      supersedesTurnId: turn.supersedesTurnId,
      calls: turn.calls,
      recognisedText: turn.recognisedText,
      heardReplacements: turn.heardReplacements,
      saidReplacements: turn.saidReplacements,
      lexiconVersion: turn.lexiconVersion,
      promptSha256: turn.prompt === null ? null : keepPrompt(tx, turn.prompt),
      personaVersionId: turn.personaVersionId,
      isSpoken: turn.isSpoken,
      speechSpeed: turn.speechSpeed,
    })
    .run();
  // As SQLite counts characters, so that a turn says the same when it is read from its row.
  keepStages(tx, id, { ...turn, wasSpoken: turn.userAudio !== null, replyChars: [...turn.aiText].length });
  indexTurn(tx, { id, userId, userText: turn.userText, aiText: turn.aiText });
  tx.update(sessions).set({ lastSeenAt: nowS }).where(eq(sessions.id, turn.sessionId)).run();
  return { conversationId: id };
}
