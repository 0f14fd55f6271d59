import { z } from "zod";
import { errorCodeList } from "../errors";
import { languageSchema, speechModeSchema } from "../languages";
import { modelDetailCodes } from "./model-detail";

/** What the audio sent by the server always is. */
export const replyAudio = { sampleRateHz: 24_000, format: "pcm_s16le" } as const;

/**
 * Durations in ms. The first four follow one another; the last two count from the end of speech
 * (for a typed turn: from its arrival). A stage that did not happen is null.
 */
export const timingsSchema = z.object({
  /** end of speech → decided that it ended */
  endpoint_ms: z.number().nullable(),
  /** decided → final transcript; 0 when it was ready before the pause was over */
  stt_ms: z.number().nullable(),
  /** final transcript (or decision, whichever is later) → first non-empty token */
  ttft_ms: z.number().nullable(),
  /** first token → first audio of the reply */
  tts_first_ms: z.number().nullable(),
  /** end of speech → first audio of the reply */
  first_audio_ms: z.number().nullable(),
  /** end of speech → reply complete as audio */
  e2e_ms: z.number().nullable(),
});
export type Timings = z.infer<typeof timingsSchema>;

/** What the screen shows; written by the turn machine alone. */
export const turnStates = ["listening", "hearing", "thinking", "speaking"] as const;
export const turnStateSchema = z.enum(turnStates);
export type TurnState = z.infer<typeof turnStateSchema>;

export const modelRoles = ["stt", "llm", "tts"] as const;
export const modelRoleSchema = z.enum(modelRoles);
export type ModelRole = z.infer<typeof modelRoleSchema>;

/** The three that answer, and the voice detector that finds the end of speech. */
export const watchedRoles = [...modelRoles, "vad"] as const;

export const modelStates = ["waiting", "downloading", "loading", "ready", "failed", "stopped"] as const;

/** One model as people see it: on /health, in the chat's badges, in model_status. */
export const modelStatusSchema = z.object({
  role: z.enum(watchedRoles),
  /** Catalogue id or the remote server's model name. */
  model: z.string(),
  /** Name for people. */
  name: z.string(),
  kind: z.enum(["embedded", "remote"]),
  state: z.enum(modelStates),
  /** 0–1 while downloading or loading, null when unknown. */
  progress: z.number().min(0).max(1).nullable(),
  /** What it is doing or why it failed, in English. Never a secret, never speech. */
  detail: z.string().nullable(),
  /** The same for pages, which have it in the reader's language; a newer server's code reads as none. */
  detail_code: z.enum(modelDetailCodes).nullish().catch(null),
  detail_values: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  languages: z.array(languageSchema),
  /** True for a small model whose answers are only for trying the product out. */
  trial: z.boolean(),
  licence: z.string().nullable(),
  /** False for a model that an enabled language or mode uses but chat can start without. */
  required: z.boolean(),
});
export type ModelStatus = z.infer<typeof modelStatusSchema>;

/** How the voice is made, from what the person asked for down to not at all; each step costs less than the one before. */
export const serviceLevels = ["full", "fast", "fewer_steps", "cpu_voice", "text_only"] as const;
export const serviceLevelSchema = z.object({
  level: z.enum(serviceLevels),
  /** Why it is not `full`; null when it is. */
  reason: z.enum(["latency", "vram", "model_failed"]).nullable(),
});
export type ServiceLevel = z.infer<typeof serviceLevelSchema>;

export const serverMessageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session_started"),
    session_id: z.string(),
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
  z.object({ type: z.literal("turn_started"), turn_id: z.string(), turn_number: z.number() }),
  z.object({
    type: z.literal("transcription"),
    text: z.string(),
    is_final: z.boolean(),
    turn_id: z.string().optional(),
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
    /** The words whose sound begins with this chunk (as in TurnEvent `audio.clause`); captions follow it. */
    clause: z.string().optional(),
  }),
  z.object({ type: z.literal("audio_clear"), turn_id: z.string() }),
  z.object({
    type: z.literal("turn_completed"),
    turn_id: z.string(),
    turn_number: z.number(),
    interrupted: z.boolean(),
    timings: timingsSchema,
  }),
  /** The login that the connection was opened with ends in so many ms, unless it is renewed; an API token never does. */
  z.object({ type: z.literal("login_expiring"), in_ms: z.number() }),
  /** After `login_expiring`: it was renewed, and ends in so many ms. */
  z.object({ type: z.literal("login_renewed"), in_ms: z.number() }),
  z.object({
    type: z.literal("error"),
    code: z.enum(errorCodeList),
    message: z.string(),
    turn_id: z.string().optional(),
    /** When the same may work, where somebody knows. */
    retry_after_ms: z.number().optional(),
  }),
]);

export type ServerMessage = z.infer<typeof serverMessageSchema>;
export type ServerMessageType = ServerMessage["type"];
