import { z } from "zod";
import { errorCodeList } from "../errors";
import { languages, speechModeSchema } from "../languages";
import { replacementSchema } from "../lexicon";
import { textSchema } from "../text";
import { turnCallSchema } from "../turn-calls";
import { finishReasonSchema } from "../turn-end";

/**
 * Another model for a run: one of the model store, loaded on the CPU for the run; another name on the server that people
 * talk with; or a server that an administrator listed.
 */
export const modelChoiceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("store"), model: z.string().min(1).max(100) }),
  z.object({ kind: z.literal("same_server"), model: textSchema.trim().min(1).max(200) }),
  z.object({ kind: z.literal("candidate"), candidateId: z.number().int().positive() }),
]);
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/** What a run changes; any field that is left out stays as it was recorded. */
export const runChangesSchema = z.object({
  stt: modelChoiceSchema.optional(),
  llm: modelChoiceSchema.optional(),
  temperature: z.number().min(0).max(2).optional(),
  seed: z.number().int().min(0).max(2_147_483_647).optional(),
  /** The system message, by language. */
  systemPrompt: z.partialRecord(z.enum(languages), textSchema.trim().min(1).max(8_000)).optional(),
  /** As lib/voices writes it. */
  voice: z.string().min(1).max(100).optional(),
  mode: speechModeSchema.optional(),
  lexiconVersion: z.number().int().nonnegative().optional(),
});
export type RunChanges = z.infer<typeof runChangesSchema>;

export const runStates = ["waiting", "running", "done", "cancelled", "failed"] as const;
export type RunState = (typeof runStates)[number];

/** Why a run does not go on just now. */
export const runWaits = ["conversations", "other_jobs", "model_loading"] as const;
export type RunWait = (typeof runWaits)[number];

export const mostRepeats = 10;

/** How often a case is run where nobody says otherwise: a language model says the same thing twice at temperature 0 only. */
export function defaultRepeats(temperature: number | null): number {
  return temperature === 0 ? 1 : 3;
}

/** What a run was made with. */
export const frozenRunSchema = z.object({
  appVersion: z.string(),
  /** Of the models that ran: name, and SHA-256 of its files where they are here; the server's address is not kept. */
  models: z.array(
    z.object({
      role: z.enum(["stt", "llm", "tts"]),
      model: z.string().nullable(),
      sha256: z.string().nullable(),
      server: z.string().nullable(),
    }),
  ),
  /** SHA-256 of the system messages that were used. */
  promptSha256: z.array(z.string()),
  voices: z.array(z.object({ voice: z.string(), referenceSha256: z.string().nullable() })),
  lexiconVersions: z.array(z.number().int()),
  temperature: z.number().nullable(),
  seed: z.number().int().nullable(),
});
export type FrozenRun = z.infer<typeof frozenRunSchema>;

/** What came of one case, besides its texts and its sound. */
export const resultFactsSchema = z.object({
  outcome: z.enum([
    "done",
    /** The turn itself failed: a model refused it, or gave no reply. */
    "failed",
    /** It could not be run: a model was down, the turn or its sound or the voice is gone. No evidence either way. */
    "unavailable",
  ]),
  errorCode: z.enum(errorCodeList).nullable(),
  /** Why it was unavailable, where it is not a model's error. */
  missing: z.enum(["turn_deleted", "audio_gone", "voice_gone", "prompt_gone"]).nullable(),
  finishReason: finishReasonSchema.nullable(),
  recognisedText: z.string().nullable(),
  heardReplacements: z.array(replacementSchema),
  saidReplacements: z.array(replacementSchema),
  models: z.object({ stt: z.string().nullable(), llm: z.string().nullable(), tts: z.string().nullable() }),
  voice: z.string().nullable(),
  voiceReferenceSha256: z.string().nullable(),
  mode: speechModeSchema.nullable(),
  lexiconVersion: z.number().int().nullable(),
  promptSha256: z.string().nullable(),
  aiAudioMs: z.number().int(),
  calls: z.array(turnCallSchema),
});
export type ResultFacts = z.infer<typeof resultFactsSchema>;
