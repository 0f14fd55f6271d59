import { eq } from "drizzle-orm";
import { z } from "zod";
import { voiceProfileDetails } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import { draftChangeSchema, keptPartSchema } from "../../../lib/voice-profiles/profile";
import { textCer } from "../../../lib/voice-profiles/text-fit";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import type { RecordsContext } from "../context";
import { cancelIn } from "../jobs/cancel-job";
import { enqueue } from "../jobs/enqueue";
import { type DetailsRow, isPending, ownDraft } from "./profile-rows";
import { languageOf } from "./profile-views";

const inputSchema = draftChangeSchema.extend({
  profileId: z.number().int().positive(),
  /** The part of the recording to keep; its reference is made and recognised again. */
  keep: keptPartSchema.optional(),
});

/**
 * Changes one's own draft. Another part or another language has the reference prepared again; words that the person
 * wrote are kept. Throws AppError `not_found`, `invalid_input`, and `conflict` for a part of a recording that is still
 * being decoded, and `consent_given` for another name than the one that a consent is bound to.
 */
export async function changeDraft(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const { profileId, keep, text, name, ...change } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const { details, consent } = ownDraft(tx, ctx.actor, profileId);
    const names = { draftName: name ?? details.draftName, speakerName: change.speakerName ?? details.speakerName };
    const isOtherName = names.draftName !== details.draftName || names.speakerName !== details.speakerName;
    if (isOtherName && consent && isPending(consent)) throw new AppError("consent_given");
    const set: Partial<DetailsRow> = { ...change, updatedAt: ctx.nowS() };
    if (name !== undefined) set.draftName = name;
    if (text !== undefined) {
      set.text = text;
      set.textIsEdited = text !== (details.heardText ?? "");
      if (details.prepared)
        set.prepared = withTextCer(details.prepared, {
          text,
          heard: details.heardText,
          language: languageOf(details.language),
        });
    }
    tx.update(voiceProfileDetails).set(set).where(eq(voiceProfileDetails.id, profileId)).run();
    const isOtherLanguage = change.language !== undefined && change.language !== details.language;
    if (keep) prepareAgain(tx, ctx, details, keep);
    else if (isOtherLanguage && details.prepared) {
      const { isChosen, startS, endS } = details.prepared;
      prepareAgain(tx, ctx, details, isChosen ? { startS, endS } : null);
    }
  });
}

function prepareAgain(
  tx: Transaction,
  ctx: RecordsContext,
  details: DetailsRow,
  keep: { startS: number; endS: number } | null,
): void {
  if (!details.prepared) throw new AppError("conflict", "The recording is still being prepared.");
  if (details.jobId !== null) cancelIn(tx, ctx, details.jobId);
  const jobId = enqueue(tx, ctx, { kind: "reference", payload: { profileId: details.id, keep } });
  tx.update(voiceProfileDetails).set({ jobId }).where(eq(voiceProfileDetails.id, details.id)).run();
}

/** The measures with the fit of the text, which is only known once both are there. */
export function withTextCer(
  prepared: NonNullable<DetailsRow["prepared"]>,
  { text, heard, language }: { text: string; heard: string | null; language: Language },
): NonNullable<DetailsRow["prepared"]> {
  return { ...prepared, measures: { ...prepared.measures, textCer: textCer(text, heard ?? "", language) } };
}
