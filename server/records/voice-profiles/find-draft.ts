import { eq } from "drizzle-orm";
import { z } from "zod";
import { jobs } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { DraftView } from "../../../lib/voice-profiles/views";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { jobView } from "../jobs/find-job";
import { voiceRows } from "./profile-rows";
import { consentSummary, languageOf } from "./profile-views";

const inputSchema = z.object({ profileId: z.number().int().positive() });

/** One's own draft, also after it was saved. Throws AppError `not_found`. */
export async function findDraft(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<DraftView> {
  authorise(ctx.actor, "voice:use");
  const { profileId } = parseInput(inputSchema, input);
  return ctx.db.read((tx) => {
    const rows = voiceRows(tx, profileId);
    if (!rows || ctx.actor.kind !== "user" || rows.details.ownerUserId !== ctx.actor.userId) {
      throw new AppError("not_found");
    }
    const { details, profile, consent } = rows;
    const job = details.jobId === null ? null : tx.select().from(jobs).where(eq(jobs.id, details.jobId)).get();
    const audioUrl = (which: string) => `/api/voice-profiles/${profileId}/audio/${which}`;
    return {
      id: details.id,
      name: profile?.name ?? details.draftName,
      speaker_name: details.speakerName,
      language: languageOf(details.language),
      visibility: details.visibility,
      job: job ? jobView(tx, job) : null,
      prepared: details.prepared,
      heard_text: details.heardText,
      text: details.text,
      text_is_edited: details.textIsEdited,
      consent: consent && consentSummary(tx, consent),
      is_saved: profile !== null,
      recording_url: details.prepared && !profile ? audioUrl("recording") : null,
      // The hash makes a new address of each new sound.
      reference_url: details.referenceSha256
        ? `${audioUrl("reference")}?v=${details.referenceSha256.slice(0, 12)}`
        : null,
    };
  });
}
