import { z } from "zod";
import { languageSchema, speechModeSchema } from "../languages";
import { timingsSchema } from "./server-messages";

/** One stored turn as GET /api/conversations gives it. */
export const storedTurnSchema = z.object({
  turn_id: z.string(),
  turn_number: z.number(),
  /** Unix seconds */
  created_at: z.number(),
  user_text: z.string(),
  ai_text: z.string(),
  language: languageSchema,
  mode: speechModeSchema,
  /** `builtin:NAME` or a profile's id */
  voice: z.string(),
  stt_model: z.string().nullable(),
  llm_model: z.string().nullable(),
  tts_model: z.string().nullable(),
  /** URL of the recording on this server; null for a typed turn and for a reply without sound. */
  user_audio_url: z.string().nullable(),
  ai_audio_url: z.string().nullable(),
  user_audio_ms: z.number(),
  ai_audio_ms: z.number(),
  timings: timingsSchema,
  interrupted: z.boolean(),
  error_code: z.string().nullable(),
  supersedes_turn_id: z.string().nullable(),
});
export type StoredTurn = z.infer<typeof storedTurnSchema>;

/** One conversation: a session with all its turns, in order. */
export const storedConversationSchema = z.object({
  /** The session's id. */
  id: z.string(),
  /** Unix seconds */
  created_at: z.number(),
  username: z.string(),
  turns: z.array(storedTurnSchema),
});
export type StoredConversation = z.infer<typeof storedConversationSchema>;
