import { z } from "zod";
import { modelServerUrlSchema } from "../model-server-url";
import { textSchema } from "../text";

export const candidateRoles = ["stt", "llm"] as const;
export type CandidateRole = (typeof candidateRoles)[number];

/** A candidate server as an administrator writes it. */
export const candidateServerSchema = z.object({
  role: z.enum(candidateRoles),
  name: textSchema.trim().min(1).max(60),
  url: textSchema.trim().max(500).pipe(modelServerUrlSchema),
  /** The model's name there; null: its only one. */
  model: textSchema.trim().min(1).max(200).nullable(),
});

/** A server that runs may try in place of the one that people talk with. */
export interface CandidateServer {
  id: number;
  role: CandidateRole;
  name: string;
  model: string | null;
  /** Null for whoever may not change the list. */
  url: string | null;
}
