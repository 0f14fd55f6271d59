import { and, eq, sql } from "drizzle-orm";
import { voiceConsents, voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import type { ProfileState } from "../../../lib/voice-profiles/profile";
import type { Actor } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";

export type ProfileRow = typeof voiceProfiles.$inferSelect;
export type DetailsRow = typeof voiceProfileDetails.$inferSelect;
export type ConsentRow = typeof voiceConsents.$inferSelect;

/** A voice that somebody brought: `profile` is null while it is a draft. */
export interface VoiceRows {
  details: DetailsRow;
  profile: ProfileRow | null;
  /** The newest consent to the present reference. */
  consent: ConsentRow | null;
}

/** Null for an unknown id. For verbs with an open transaction. */
export function voiceRows(tx: Transaction, profileId: number): VoiceRows | null {
  const details = tx.select().from(voiceProfileDetails).where(eq(voiceProfileDetails.id, profileId)).get();
  if (!details) return null;
  const profile = tx.select().from(voiceProfiles).where(eq(voiceProfiles.id, profileId)).get() ?? null;
  return { details, profile, consent: newestConsent(tx, details) };
}

/** Several may be of one second, so the order in which the rows were written counts. */
export const newestFirst = sql`rowid desc`;

/** The newest consent that is bound to the present reference. */
export function newestConsent(tx: Transaction, { id, referenceSha256 }: DetailsRow): ConsentRow | null {
  if (referenceSha256 === null) return null;
  const bound = and(eq(voiceConsents.profileId, id), eq(voiceConsents.referenceSha256, referenceSha256));
  const newest = tx.select().from(voiceConsents).where(bound).orderBy(newestFirst);
  return newest.get() ?? null;
}

/** True for a consent that holds, or that still may: no other one is given meanwhile. */
export function isPending({ status }: Pick<ConsentRow, "status">): boolean {
  return status === "checking" || status === "review" || status === "accepted";
}

/** Where a voice stands: what its rows say together. */
export function stateOf({ profile, consent }: Pick<VoiceRows, "profile" | "consent">): ProfileState {
  if (!profile) return "draft";
  // A consent names the voice: given for another name it counts for nothing.
  if (consent && consent.profileName !== profile.name) return "waiting";
  if (consent?.status === "accepted") return "ready";
  return consent?.status === "review" ? "review" : "waiting";
}

/** True for whoever brought the voice, and for those who manage everybody's. */
export function mayManage(actor: Actor, { ownerUserId }: Pick<DetailsRow, "ownerUserId">): boolean {
  if (actor.kind === "system") return true;
  return actor.userId === ownerUserId || can(actor.role, "voice:manage_all");
}

/** A person's own draft. Throws AppError `not_found` for anything else, a saved profile included. */
export function ownDraft(tx: Transaction, actor: Actor, profileId: number): VoiceRows {
  const rows = voiceRows(tx, profileId);
  const isOwn = actor.kind === "user" && rows?.details.ownerUserId === actor.userId;
  if (!rows || !isOwn || rows.profile) throw new AppError("not_found");
  return rows;
}

/**
 * A voice that the actor manages; a draft is its owner's alone. Throws AppError `not_found`, which also hides that
 * another person's voice exists.
 */
export function managedVoice(tx: Transaction, actor: Actor, profileId: number): VoiceRows {
  const rows = voiceRows(tx, profileId);
  const isOwn = actor.kind === "user" && rows?.details.ownerUserId === actor.userId;
  if (!rows || !mayManage(actor, rows.details) || (!rows.profile && !isOwn && actor.kind === "user")) {
    throw new AppError("not_found");
  }
  return rows;
}

/** True when the actor may hear the voice and speak with it, consent aside. */
export function maySee(actor: Actor, { details, profile, consent }: VoiceRows): boolean {
  if (mayManage(actor, details)) return true;
  return details.visibility === "house" && stateOf({ profile, consent }) === "ready";
}
