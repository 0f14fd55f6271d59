import { z } from "zod";
import { languageSchema } from "./languages";
import { modelDetailCodes } from "./model-detail";

/** The models that a conversation needs: speech recognition, the language model, the voice. */
export const modelRoles = ["stt", "llm", "tts"] as const;
export const modelRoleSchema = z.enum(modelRoles);
export type ModelRole = z.infer<typeof modelRoleSchema>;

/** The roles whose state is shown: those three and the voice detector, which finds the end of speech. */
export const watchedRoles = [...modelRoles, "vad"] as const;

export const modelStates = ["waiting", "downloading", "loading", "ready", "failed", "stopped"] as const;
export type ModelState = (typeof modelStates)[number];

/** One model as people see it: on /health, in the chat's badges, in the message `model_status`. */
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
  /** `detail` as a code, which pages translate; a code that only a newer server knows becomes null. */
  detail_code: z.enum(modelDetailCodes).nullish().catch(null),
  detail_values: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  languages: z.array(languageSchema),
  /** A small model, good enough only for trying the product out. */
  trial: z.boolean(),
  licence: z.string().nullable(),
  /** Chat can't start without it; false for one that only some language or mode uses. */
  required: z.boolean(),
});
export type ModelStatus = z.infer<typeof modelStatusSchema>;

/** An administrator unloaded it: nothing is under way, and whoever needs it next loads it. */
export function loadsWhenNeeded({ state, detail_code: code }: Pick<ModelStatus, "state" | "detail_code">): boolean {
  return state === "waiting" && code === "unloaded";
}

/** Names of the models that made a turn; null where the name is not known. */
export type TurnModels = Record<ModelRole, string | null>;
