import { z } from "zod";
import { jobViewSchema } from "../jobs";
import { languageSchema } from "../languages";
import { consentScoresSchema, consentStatuses } from "./consent";
import { preparedReferenceSchema, profileStates, profileVisibilities } from "./profile";
import { referenceMeasuresSchema } from "./quality";

/** The consent that counts for a profile, as everybody who may use the voice sees it. */
export const consentSummarySchema = z.object({
  id: z.string(),
  method: z.enum(["spoken", "written"]),
  status: z.enum(consentStatuses),
  /** One of lib/consent/purposes, or words of one's own. */
  purpose: z.string(),
  speaker_name: z.string(),
  /** Who was logged in. */
  by: z.string(),
  /** Unix seconds */
  at: z.number(),
});
export type ConsentSummary = z.infer<typeof consentSummarySchema>;

/** A saved voice profile in the list. `GET /api/voice-profiles` answers with an array of these. */
export const profileViewSchema = z.object({
  id: z.number(),
  name: z.string(),
  /** Seconds. */
  duration: z.number(),
  language: languageSchema,
  state: z.enum(profileStates),
  visibility: z.enum(profileVisibilities),
  /** It speaks its language to whoever has chosen no voice. */
  is_house_voice: z.boolean(),
  speaker_name: z.string(),
  /** Who brought it. */
  owner: z.string(),
  is_own: z.boolean(),
  /** The person may end it, and change who may use it. */
  may_manage: z.boolean(),
  measures: referenceMeasuresSchema.nullable(),
  peaks: z.array(z.number()),
  consent: consentSummarySchema.nullable(),
  /** People's ratings of its trials, 1 to 10; null: nobody has rated it. */
  rating: z.object({ mean: z.number(), count: z.number() }).nullable(),
  reference_url: z.string().nullable(),
  /** Unix seconds */
  created_at: z.number(),
});
export type ProfileView = z.infer<typeof profileViewSchema>;

/** One voice's own page. */
export const profileDetailSchema = profileViewSchema.extend({
  /** What is said in the reference; null for whoever may not manage the voice. */
  text: z.string().nullable(),
  text_is_edited: z.boolean(),
  reference_sha256: z.string().nullable(),
  /** Replies in this voice that the person may see, and when the newest was given. */
  used: z.object({
    turns: z.number(),
    conversations: z.array(z.object({ id: z.string(), title: z.string(), turns: z.number(), last_at: z.number() })),
  }),
});
export type ProfileDetail = z.infer<typeof profileDetailSchema>;

/** A voice that is being added. */
export const draftViewSchema = z.object({
  id: z.number(),
  name: z.string(),
  speaker_name: z.string(),
  language: languageSchema,
  visibility: z.enum(profileVisibilities),
  /** The job that prepares the reference; null: none any more. */
  job: jobViewSchema.nullable(),
  prepared: preparedReferenceSchema.nullable(),
  /** What our recogniser heard in it; null: nothing yet. */
  heard_text: z.string().nullable(),
  text: z.string(),
  text_is_edited: z.boolean(),
  consent: consentSummarySchema.nullable(),
  /** True once it is saved: then it is a profile. */
  is_saved: z.boolean(),
  recording_url: z.string().nullable(),
  reference_url: z.string().nullable(),
});
export type DraftView = z.infer<typeof draftViewSchema>;

/** A draft in the list of what somebody has begun to add. */
export interface DraftSummary extends Pick<DraftView, "id" | "name" | "speaker_name" | "language"> {
  /** Of its reference; none before that is prepared. */
  peaks: number[];
  /** Unix seconds */
  changed_at: number;
}

/** The lasting record of a consent. */
export const certificateViewSchema = consentSummarySchema.extend({
  profile_id: z.number(),
  profile_name: z.string(),
  owner: z.string(),
  language: languageSchema,
  reference_sha256: z.string(),
  sentence: z.string().nullable(),
  heard: z.string().nullable(),
  scores: consentScoresSchema.nullable(),
  evidence_sha256: z.string().nullable(),
  evidence_name: z.string().nullable(),
  evidence_url: z.string().nullable(),
  model: z.object({ name: z.string(), licence: z.string().nullable() }).nullable(),
  decision: z.object({ by: z.string(), reason: z.string(), at: z.number() }).nullable(),
  ended: z.object({ by: z.string(), reason: z.string(), at: z.number() }).nullable(),
});
export type CertificateView = z.infer<typeof certificateViewSchema>;
