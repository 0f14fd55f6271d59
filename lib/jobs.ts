import { z } from "zod";

/** What the queue can do. */
export const jobKinds = [
  "reference",
  "consent_check",
  "voice_trial",
  "voice_removal",
  "conversation_removal",
  "search_purge",
  "replay_run",
  "webhook",
] as const;
export type JobKind = (typeof jobKinds)[number];

/** `active` jobs of a server that was killed are `waiting` again at the next start. */
export const jobStates = ["waiting", "active", "completed", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** A job as the person who asked for it sees it. */
export const jobViewSchema = z.object({
  id: z.number(),
  kind: z.enum(jobKinds),
  state: z.enum(jobStates),
  /** 0 to 1 */
  progress: z.number(),
  /** How many jobs run or wait before this one; 0 once it runs. */
  ahead: z.number(),
  /** The error code and message of a failed job. */
  failedCode: z.string().nullable(),
  failedReason: z.string().nullable(),
});
export type JobView = z.infer<typeof jobViewSchema>;

/** True when nothing more will happen to the job. */
export function isOver(state: JobState): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}
