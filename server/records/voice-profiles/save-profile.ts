import { eq } from "drizzle-orm";
import { z } from "zod";
import { jobs, voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { isOver } from "../../../lib/jobs";
import { profileNameSchema } from "../../../lib/voice-profiles/profile";
import { isBlocked, lightsFor } from "../../../lib/voice-profiles/quality";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { hashFile } from "../../platform/files/verified-file";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { profileFile, profilePath, removeProfileFiles, writeProfileFile } from "./profile-files";
import { isPending, ownDraft, stateOf, type VoiceRows } from "./profile-rows";

const inputSchema = z.object({
  profileId: z.number().int().positive(),
  name: profileNameSchema,
  /** True: it is to be saved although nobody has consented yet, and can't be used before. */
  waitsForConsent: z.boolean().default(false),
});

/**
 * Saves one's own draft as a profile; from then on it never changes. Throws AppError `not_found`, `conflict` (the name
 * is taken, or the reference is still being prepared), `quality_too_low` for a red light, `text_missing`, and
 * `consent_missing`.
 */
export async function saveProfile(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const { profileId, name, waitsForConsent } = parseInput(inputSchema, input);
  const before = await ctx.db.read((tx) => savable(tx, ctx, { profileId, name, waitsForConsent }));
  const { text, referenceSha256 } = before.details;
  const file = await hashFile(profileFile(ctx, profileId, "reference.wav"));
  if (file.sha256 !== referenceSha256) {
    throw new AppError("conflict", "The reference has changed on disk: choose its part again.");
  }
  await writeProfileFile(ctx, profileId, "reference.txt", `${text}\n`).catch((error: unknown) => {
    throw new AppError("storage_failed", undefined, { cause: error });
  });
  await ctx.db.write((tx) => {
    const { details, consent } = savable(tx, ctx, { profileId, name, waitsForConsent });
    if (details.referenceSha256 !== referenceSha256 || details.text !== text) {
      throw new AppError("conflict", "The draft was changed meanwhile. Look at it and save again.");
    }
    const createdAt = ctx.nowS();
    const profile = tx
      .insert(voiceProfiles)
      .values({
        id: profileId,
        name,
        audioPath: profilePath(profileId, "reference.wav"),
        embedding: details.draftEmbedding,
        durationSec: details.prepared?.durationS ?? 0,
        createdAt,
      })
      .returning()
      .get();
    tx.update(voiceProfileDetails)
      .set({ draftName: "", draftEmbedding: null, updatedAt: createdAt })
      .where(eq(voiceProfileDetails.id, profileId))
      .run();
    const { language, ownerUserId } = details;
    const after = { ownerUserId, language, referenceSha256, state: stateOf({ profile, consent }) };
    appendAudit(tx, ctx, { action: "voice.create", entity: "voice", entityId: profileId, before: null, after });
  });
  // The whole recording was there for the trim handles alone.
  await removeProfileFiles(ctx, profileId, ["decoded.wav", "upload"]);
}

/** The draft's rows if it can be saved like this. */
function savable(
  tx: Transaction,
  ctx: RecordsContext,
  { profileId, name, waitsForConsent }: z.output<typeof inputSchema>,
): VoiceRows {
  const rows = ownDraft(tx, ctx.actor, profileId);
  const { details, consent } = rows;
  const job = details.jobId === null ? null : tx.select().from(jobs).where(eq(jobs.id, details.jobId)).get();
  if (job && !isOver(job.state)) throw new AppError("conflict", "The reference is still being prepared.");
  if (!details.prepared || details.referenceSha256 === null) throw new AppError("profile_not_ready");
  if (isBlocked(lightsFor(details.prepared.measures))) throw new AppError("quality_too_low");
  if (details.text.trim() === "") throw new AppError("text_missing");
  assertNameIsFree(tx, name);
  if (consent && isPending(consent) && consent.profileName !== name) {
    // The sentence that was spoken names the voice; a check that still runs may accept it.
    throw new AppError("consent_missing", `The consent was given for the name “${consent.profileName}”.`);
  }
  const isConsented = consent?.status === "accepted" || consent?.status === "review";
  if (!isConsented && !waitsForConsent) throw new AppError("consent_missing");
  return rows;
}

/** Throws AppError `conflict` when a profile has the name, whatever its case. */
export function assertNameIsFree(tx: Transaction, name: string): void {
  const taken = tx.select({ name: voiceProfiles.name }).from(voiceProfiles).all();
  const folded = name.normalize("NFKC").toLowerCase();
  if (taken.some((each) => each.name.normalize("NFKC").toLowerCase() === folded)) throw new AppError("name_taken");
}
