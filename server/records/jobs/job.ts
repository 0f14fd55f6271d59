import type { jobs } from "../../../drizzle/schema";
import type { WebhookEvent } from "../../../lib/alerts/webhook";
import type { JobKind } from "../../../lib/jobs";

/** What a job of each kind is told. */
export interface JobPayloads {
  /** Prepares a draft's reference; `keep`: the part of the recording that the person chose, seconds. */
  reference: { profileId: number; keep: { startS: number; endS: number } | null };
  consent_check: { consentId: string; profileId: number };
  voice_trial: { profileId: number; text: string; mode: "fast" | "hq" };
  /** Removes the files of a profile whose rows are gone. */
  voice_removal: { profileId: number };
  /** Removes a deleted conversation, once that can't be undone any more. */
  conversation_removal: { sessionId: string };
  /** Takes the words of removed conversations off the pages of the search index. */
  search_purge: Record<string, never>;
  replay_run: { runId: number };
  /** Tells the webhook of an incident; null: a test. */
  webhook: { event: WebhookEvent; incidentId: number | null };
}

/** Jobs that are tried until they are done, or give up by themselves: what they leave undone would stay for ever. */
export const untilDone: readonly JobKind[] = ["voice_removal", "conversation_removal", "search_purge", "webhook"];

type Row = typeof jobs.$inferSelect;
/** One job of the queue, with the payload of its kind. */
export type Job<Kind extends JobKind = JobKind> = {
  [Each in Kind]: Omit<Row, "kind" | "payload"> & { kind: Each; payload: JobPayloads[Each] };
}[Kind];
