import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import type { DraftSummary } from "../../../lib/voice-profiles/views";
import { authorise, requirePerson } from "../../access/actor";
import type { RecordsContext } from "../context";
import { languageOf } from "./profile-views";

/** One's own drafts, the one that was changed last first, so that a person can go on with one after leaving the page. */
export async function listDrafts(ctx: RecordsContext): Promise<DraftSummary[]> {
  authorise(ctx.actor, "voice:use");
  const { userId } = requirePerson(ctx.actor);
  // Without a job its upload is still under way, or was cut off.
  const isOwnDraft = and(
    eq(voiceProfileDetails.ownerUserId, userId),
    isNull(voiceProfiles.id),
    isNotNull(voiceProfileDetails.jobId),
  );
  const rows = await ctx.db.read((tx) =>
    tx
      .select({ details: voiceProfileDetails })
      .from(voiceProfileDetails)
      .leftJoin(voiceProfiles, eq(voiceProfiles.id, voiceProfileDetails.id))
      .where(isOwnDraft)
      .orderBy(desc(voiceProfileDetails.updatedAt), desc(voiceProfileDetails.id))
      .all(),
  );
  return rows.map(({ details }) => ({
    id: details.id,
    name: details.draftName,
    speaker_name: details.speakerName,
    language: languageOf(details.language),
    peaks: details.prepared?.peaks ?? [],
    changed_at: details.updatedAt,
  }));
}
