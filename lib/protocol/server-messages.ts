import { z } from "zod";
import { replyAudio } from "../audio/reply-audio";
import { consentResultSchema } from "../consent/result";
import { errorCodeList } from "../errors";
import { languageSchema, speechModeSchema } from "../languages";
import { replacementSchema } from "../lexicon";
import { modelStatusSchema } from "../models";
import { serviceLevelSchema } from "../service-level";
import { timingsSchema } from "../timings";
import { endedBySchema, finishReasonSchema } from "../turn-end";
import { turnStateSchema } from "../turn-state";

export const serverMessageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session_started"),
    session_id: z.string(),
    /** Secret of this client: with it a new connection takes the conversation up again without a question. */
    resume_token: z.string().optional(),
    resumed: z.boolean(),
    language: languageSchema,
    mode: speechModeSchema,
    profile_id: z.string(),
    endpoint_pause_ms: z.number(),
    models: z.array(modelStatusSchema),
    /** The highest turn number stored in this session; 0 for a new one. */
    last_turn_number: z.number(),
  }),
  z.object({ type: z.literal("turn_state"), state: turnStateSchema, turn_id: z.string().optional() }),
  z.object({ type: z.literal("queue_position"), position: z.number(), eta_ms: z.number().nullable() }),
  /** After `session_started`, and at each change. A server that never degrades need not send it. */
  serviceLevelSchema.extend({ type: z.literal("service_level") }),
  modelStatusSchema.extend({ type: z.literal("model_status") }),
  z.object({
    type: z.literal("turn_started"),
    turn_id: z.string(),
    turn_number: z.number(),
    /** False: by the client's choice the reply is only written. Absent: it is spoken. */
    spoken: z.boolean().optional(),
  }),
  /**
   * The person went on speaking: drop this turn's tokens and sound. The next final `transcription` of it replaces the
   * text.
   */
  z.object({ type: z.literal("turn_restarted"), turn_id: z.string() }),
  z.object({
    type: z.literal("transcription"),
    text: z.string(),
    is_final: z.boolean(),
    turn_id: z.string().optional(),
    /** On a final one whose words the house's lexicon changed: what was recognised, and where `text` differs. */
    heard_as: z.object({ text: z.string(), replacements: z.array(replacementSchema) }).optional(),
  }),
  /** The reply as it is written: one token, or a few that came close together. */
  z.object({ type: z.literal("llm_token"), token: z.string(), turn_id: z.string() }),
  z.object({
    type: z.literal("audio_response"),
    /** base64 PCM16LE mono, 24 kHz; may be empty on the last one */
    data: z.string(),
    mode: speechModeSchema,
    turn_id: z.string(),
    seq: z.number(),
    sr: z.literal(replyAudio.sampleRateHz),
    format: z.literal(replyAudio.format),
    is_last: z.boolean(),
    /** The segment whose sound begins with this chunk (TurnEvent `audio.clause`); captions follow it. */
    clause: z.string().optional(),
  }),
  /**
   * Drop what was not played of this reply. Its text may go on; `ended_by` says why its sound ends, `heard_chars` how
   * much of the text counts as heard, as the record has it (UTF-16 code units).
   */
  z.object({
    type: z.literal("audio_clear"),
    turn_id: z.string(),
    ended_by: endedBySchema.optional(),
    heard_chars: z.number().int().nonnegative().optional(),
  }),
  z.object({
    type: z.literal("turn_completed"),
    turn_id: z.string(),
    turn_number: z.number(),
    interrupted: z.boolean(),
    ended_by: endedBySchema.optional(),
    finish_reason: finishReasonSchema.nullish(),
    timings: timingsSchema,
    /** Where the voice said something else than the reply has written, by the house's lexicon. */
    said_replacements: z.array(replacementSchema).optional(),
  }),
  /** What is to be read aloud, once, within its time. */
  z.object({
    type: z.literal("consent_sentence"),
    ceremony_id: z.string(),
    text: z.string(),
    language: languageSchema,
    expires_in_ms: z.number(),
    /** How many tries there are after this one. */
    attempts_left: z.number(),
  }),
  z.object({ type: z.literal("consent_progress"), ceremony_id: z.string(), state: z.enum(["recording", "checking"]) }),
  consentResultSchema.extend({ type: z.literal("consent_result") }),
  /** The login that opened the connection ends in this many ms unless it is renewed. Tokens get no warning. */
  z.object({ type: z.literal("login_expiring"), in_ms: z.number() }),
  /** After `login_expiring`: the login was renewed and ends in this many ms. */
  z.object({ type: z.literal("login_renewed"), in_ms: z.number() }),
  z.object({
    type: z.literal("error"),
    code: z.enum(errorCodeList),
    message: z.string(),
    turn_id: z.string().optional(),
    /** With `session_in_use`: the client of the same person that holds the conversation. */
    held_by: z.object({ address: z.string(), user_agent: z.string() }).optional(),
    /** Milliseconds until the same may work, if the server knows. */
    retry_after_ms: z.number().optional(),
  }),
]);

export type ServerMessage = z.infer<typeof serverMessageSchema>;
export type ServerMessageType = ServerMessage["type"];
