import { z } from "zod";
import { purposeSchema } from "../consent/purposes";
import { sessionIdSchema, turnIdSchema } from "../ids";
import { languageSchema, speechModeSchema } from "../languages";
import { replySpeechSchema, speakingSpeed } from "../reply-speech";
import { endpointPauseMs, sensitivity } from "../speech-detection";
import { textSchema } from "../text";
import { voiceTextSchema } from "../voices";

/** Limits on what a client may send. Beyond them a message is an error, never a crash. */
export const wireLimits = {
  minSampleRateHz: 8_000,
  maxSampleRateHz: 48_000,
  /** Two seconds at 48 kHz, 16 bit, in base64: twice the longest chunk that clients are asked to send. */
  maxAudioBase64Chars: 256_000,
  maxTextChars: 4_000,
  /** A larger frame closes the connection with 1009. */
  maxFrameBytes: 1_048_576,
} as const;

/** A server makes 22 characters; what it takes back is kept in bounds. */
const resumeTokenChars = { min: 16, max: 64 } as const;

/** A voice as lib/voices writes it; the id of a voice profile may be a number. */
const profileIdSchema = z.union([voiceTextSchema, z.number().int().positive()]);

export const clientMessageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session_start"),
    session_id: sessionIdSchema.optional(),
    profile_id: profileIdSchema.optional(),
    language: languageSchema.optional(),
    mode: speechModeSchema.optional(),
    /**
     * From the `session_started` before: this is the client that holds the conversation, on a new connection. Without
     * it a conversation that another client of the same person holds is only given with `take_over`.
     */
    resume_token: z.string().min(resumeTokenChars.min).max(resumeTokenChars.max).optional(),
    /** Take the conversation over from the client that holds it: that one is closed with 4409. */
    take_over: z.boolean().optional(),
    /** Wait in the queue when all seats are taken, instead of being turned away. */
    wait: z.boolean().optional(),
    sensitivity: z.number().min(sensitivity.min).max(sensitivity.max).optional(),
    /** Which replies are spoken; `always` until the client says otherwise. Nothing is synthesised in vain. */
    speech: replySpeechSchema.optional(),
    /** How fast replies are spoken; 1 is the voice's own pace. */
    speed: z.number().min(speakingSpeed.min).max(speakingSpeed.max).optional(),
    endpoint_pause_ms: z.number().int().min(endpointPauseMs.min).max(endpointPauseMs.max).optional(),
  }),
  z.object({
    type: z.literal("audio_chunk"),
    /** base64 PCM16LE mono */
    data: z.string().max(wireLimits.maxAudioBase64Chars),
    /** The client's clock, ms. Informative: the server uses the audio's own clock. */
    ts: z.number().finite().optional(),
    /** Sample rate, Hz. */
    sr: z.number().int().min(wireLimits.minSampleRateHz).max(wireLimits.maxSampleRateHz),
    seq: z.number().int().nonnegative().optional(),
  }),
  z.object({ type: z.literal("audio_end") }),
  z.object({ type: z.literal("text_input"), text: textSchema.trim().min(1).max(wireLimits.maxTextChars) }),
  /**
   * `sound` asks for silence, and the reply's text goes on; `reply` ends that too. Without `what` the first one means
   * the sound, the next one the reply. `leaving`: the client goes away and nobody hears the rest, but nobody stopped it.
   */
  z.object({
    type: z.literal("interrupt"),
    what: z.enum(["sound", "reply"]).optional(),
    leaving: z.boolean().optional(),
  }),
  z.object({
    type: z.literal("transcript_edit"),
    turn_id: turnIdSchema,
    text: textSchema.trim().min(1).max(wireLimits.maxTextChars),
  }),
  /**
   * A person consents aloud to the use of a voice: `consent_sentence` says what to read, `audio_chunk`s carry it while it
   * is spoken. On a connection of its own, which needs no `session_start` and no seat.
   */
  z.object({
    type: z.literal("consent_start"),
    profile_id: z.number().int().positive(),
    language: languageSchema.optional(),
    /** What the voice will be used for (lib/consent/purposes), or words of one's own. */
    purpose: purposeSchema,
  }),
  /** The sentence has been read. */
  z.object({ type: z.literal("consent_end") }),
  z.object({ type: z.literal("consent_cancel") }),
]);

export type ClientMessage = z.infer<typeof clientMessageSchema>;
export type ClientMessageType = ClientMessage["type"];
export const clientMessageTypes = clientMessageSchema.options.map((option) => option.shape.type.value) as [
  ClientMessageType,
  ...ClientMessageType[],
];
