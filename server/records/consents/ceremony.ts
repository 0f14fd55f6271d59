import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { voiceConsents } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { languageSchema } from "../../../lib/languages";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";
import { writeProfileFile } from "../voice-profiles/profile-files";
import { isPending, managedVoice, type VoiceRows } from "../voice-profiles/profile-rows";
import { userName } from "../voice-profiles/profile-views";
import { assertNameIsFree } from "../voice-profiles/save-profile";

const beginSchema = z.object({
  profileId: z.number().int().positive(),
  ceremonyId: z.string(),
  language: languageSchema,
  purpose: z.string(),
});

/** What a ceremony is about. */
export interface Ceremony {
  /** The voice's name, for the sentence. */
  voiceName: string;
  /** The reference that the consent will be bound to. */
  referenceSha256: string;
}

/**
 * Begins the spoken consent to a draft or a profile that waits for one; audited. Throws AppError `not_found` for another
 * person's voice, `profile_not_ready` for a draft without name or reference, and `conflict` where a consent was given or
 * is being looked at.
 */
export async function beginCeremony(ctx: RecordsContext, input: z.input<typeof beginSchema>): Promise<Ceremony> {
  authorise(ctx.actor, "voice:use");
  const { profileId, ceremonyId, language } = parseInput(beginSchema, input);
  return ctx.db.write((tx) => {
    const rows = managedVoice(tx, ctx.actor, profileId);
    const ceremony = ceremonyFor(tx, rows);
    const after = { profileId, language, referenceSha256: ceremony.referenceSha256 };
    appendAudit(tx, ctx, { action: "consent.begin", entity: "consent", entityId: ceremonyId, before: null, after });
    return ceremony;
  });
}

function ceremonyFor(tx: Transaction, { details, profile, consent }: VoiceRows): Ceremony {
  const voiceName = profile?.name ?? details.draftName;
  if (details.referenceSha256 === null) throw new AppError("profile_not_ready");
  if (voiceName === "") throw new AppError("profile_not_ready", "Give the voice a name first: the sentence says it.");
  if (!profile) assertNameIsFree(tx, voiceName);
  if (consent && isPending(consent)) {
    throw new AppError("conflict", "A consent to this voice was given already, or is being looked at.");
  }
  return { voiceName, referenceSha256: details.referenceSha256 };
}

const takeSchema = beginSchema.extend({
  /** Of this try: a new one each time. */
  consentId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  sentence: textSchema,
  voiceName: textSchema,
  referenceSha256: z.string(),
  /** The recording: WAV, 16-bit mono. */
  take: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

/**
 * Keeps the recording of a sentence that was spoken in time, durably, and enqueues its check. Throws AppError
 * `conflict` where the voice has changed since the sentence was shown, and as `beginCeremony` does.
 */
export async function storeTake(ctx: RecordsContext, input: z.input<typeof takeSchema>): Promise<{ jobId: number }> {
  authorise(ctx.actor, "voice:use");
  const { userId } = requirePerson(ctx.actor);
  const take = parseInput(takeSchema, input);
  const { profileId, consentId } = take;
  await ctx.db.write((tx) => {
    const rows = managedVoice(tx, ctx.actor, profileId);
    assertUnchanged(ceremonyFor(tx, rows), take);
    const { details } = rows;
    // The row comes first: from now on nobody else's recording takes the place of this one.
    tx.insert(voiceConsents)
      .values({
        id: consentId,
        profileId,
        profileName: take.voiceName,
        speakerName: details.speakerName || userName(tx, details.ownerUserId),
        ownerUserId: details.ownerUserId,
        byUserId: userId,
        method: "spoken",
        status: "checking",
        language: take.language,
        purpose: take.purpose,
        referenceSha256: take.referenceSha256,
        sentence: take.sentence,
        evidenceSha256: createHash("sha256").update(take.take).digest("hex"),
        createdAt: ctx.nowS(),
      })
      .run();
    const after = { profileId, ceremonyId: take.ceremonyId, referenceSha256: take.referenceSha256 };
    appendAudit(tx, ctx, { action: "consent.take", entity: "consent", entityId: consentId, before: null, after });
  });
  try {
    await writeProfileFile(ctx, profileId, "take.wav", take.take);
    return await ctx.db.write((tx) => ({
      jobId: enqueue(tx, ctx, { kind: "consent_check", payload: { consentId, profileId } }),
    }));
  } catch (error) {
    await ctx.db.write((tx) => tx.delete(voiceConsents).where(eq(voiceConsents.id, consentId)).run()).catch(() => 0);
    throw error instanceof AppError ? error : new AppError("storage_failed", undefined, { cause: error });
  }
}

/** Whether a ceremony may go on with another sentence. Throws as `storeTake` does. */
export async function assertCeremonyStands(
  ctx: RecordsContext,
  { profileId, ...then }: Ceremony & { profileId: number },
): Promise<void> {
  authorise(ctx.actor, "voice:use");
  await ctx.db.read((tx) => assertUnchanged(ceremonyFor(tx, managedVoice(tx, ctx.actor, profileId)), then));
}

function assertUnchanged(now: Ceremony, then: Ceremony): void {
  if (now.referenceSha256 === then.referenceSha256 && now.voiceName === then.voiceName) return;
  throw new AppError("conflict", "The voice has changed since the sentence was shown: begin again.");
}

/** Says in the audit log why a ceremony came to nothing: too late, the connection lost, three tries. */
export async function voidCeremony(
  ctx: RecordsContext,
  { ceremonyId, profileId, reason }: { ceremonyId: string; profileId: number; reason: string },
): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const after = { profileId, endReason: reason };
  await ctx.db.write((tx) =>
    appendAudit(tx, ctx, { action: "consent.void", entity: "consent", entityId: ceremonyId, before: null, after }),
  );
}

/** What the check of a recorded sentence needs; null: it is no longer to be checked. */
export async function findTake(ctx: RecordsContext, consentId: string) {
  authorise(ctx.actor, "job:run");
  return ctx.db.read((tx) => {
    const isChecking = and(eq(voiceConsents.id, consentId), eq(voiceConsents.status, "checking"));
    return tx.select().from(voiceConsents).where(isChecking).get() ?? null;
  });
}
