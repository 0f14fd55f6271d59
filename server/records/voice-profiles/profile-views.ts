import { avg, count, eq } from "drizzle-orm";
import { users, voiceRatings } from "../../../drizzle/schema";
import { type Language, languageSchema } from "../../../lib/languages";
import type { ConsentSummary, ProfileView } from "../../../lib/voice-profiles/views";
import type { Actor } from "../../access/actor";
import type { Transaction } from "../../platform/db/database";
import { house } from "../settings/house";
import { type ConsentRow, mayManage, stateOf, type VoiceRows } from "./profile-rows";

/** What the house calls its own voice in each language. */
export const builtinVoiceKeys = { "zh-TW": "builtinVoiceZh", en: "builtinVoiceEn" } as const;
export const houseVoiceKeys = { "zh-TW": "voiceProfileZh", en: "voiceProfileEn" } as const;

/** The name of a user; an erased one is an opaque id. */
export function userName(tx: Transaction, userId: number): string {
  const user = tx.select({ username: users.username }).from(users).where(eq(users.id, userId)).get();
  return user?.username ?? `#${userId}`;
}

export function consentSummary(tx: Transaction, consent: ConsentRow): ConsentSummary {
  return {
    id: consent.id,
    method: consent.method,
    status: consent.status,
    purpose: consent.purpose,
    speaker_name: consent.speakerName,
    by: userName(tx, consent.byUserId),
    at: consent.createdAt,
  };
}

/** A language of the rows; one that this version does not know reads as English. */
export const languageOf = (text: string): Language => languageSchema.safeParse(text).data ?? "en";

/** The rows of a voice that is no draft. */
export interface SavedVoice extends VoiceRows {
  profile: NonNullable<VoiceRows["profile"]>;
}

/** A saved profile as the actor sees it. */
export function profileView(tx: Transaction, actor: Actor, rows: SavedVoice): ProfileView {
  const { details, profile, consent } = rows;
  const { ratings, mean } = tx
    .select({ ratings: count(), mean: avg(voiceRatings.score) })
    .from(voiceRatings)
    .where(eq(voiceRatings.profileId, details.id))
    .get() ?? { ratings: 0, mean: null };
  return {
    id: details.id,
    name: profile.name,
    duration: profile.durationSec,
    language: languageOf(details.language),
    state: stateOf(rows),
    visibility: details.visibility,
    is_house_voice: house.valueIn(tx, houseVoiceKeys[languageOf(details.language)]) === details.id,
    speaker_name: details.speakerName,
    owner: userName(tx, details.ownerUserId),
    is_own: actor.kind === "user" && actor.userId === details.ownerUserId,
    may_manage: mayManage(actor, details),
    measures: details.prepared?.measures ?? null,
    peaks: details.prepared?.peaks ?? [],
    consent: consent && consentSummary(tx, consent),
    rating: ratings > 0 ? { mean: Number(mean), count: ratings } : null,
    reference_url: `/api/voice-profiles/${details.id}/audio/reference`,
    created_at: profile.createdAt,
  };
}
