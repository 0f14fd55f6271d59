import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { z } from "zod";
import { voiceConsents } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { textSchema } from "../../../lib/text";
import { speakerNameSchema } from "../../../lib/voice-profiles/profile";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { hashFile } from "../../platform/files/verified-file";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { managedVoice } from "../voice-profiles/profile-rows";
import { adoptDocument, documentPath, licenceSchema } from "./consent-files";

const inputSchema = z.object({
  profileId: z.number().int().positive(),
  purpose: textSchema.trim().min(1).max(80),
  /** The person who signed. */
  speakerName: speakerNameSchema.pipe(z.string().min(1)),
  /** Absolute path of the uploaded document, which is moved away from there. */
  uploadPath: z.string().min(1),
  documentName: textSchema.trim().min(1).max(200),
  model: licenceSchema.nullable(),
});

/**
 * Attaches a written consent to a voice that waits for one, which makes it usable; for administrators. Throws AppError
 * `not_found`, `profile_not_ready`, `conflict` where a consent was given already.
 */
export async function attachConsent(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ consentId: string }> {
  authorise(ctx.actor, "voice:manage_all");
  const { userId } = requirePerson(ctx.actor);
  const { profileId, uploadPath, model, ...said } = parseInput(inputSchema, input);
  const { sha256: evidenceSha256 } = await hashFile(uploadPath);
  const consentId = randomUUID();
  await adoptDocument(ctx, consentId, uploadPath);
  try {
    await ctx.db.write((tx) => {
      const { details, profile, consent } = managedVoice(tx, ctx.actor, profileId);
      if (!profile || details.referenceSha256 === null) throw new AppError("profile_not_ready");
      if (consent?.status === "accepted") throw new AppError("conflict", "A consent to this voice was given already.");
      const row = {
        id: consentId,
        profileId,
        profileName: profile.name,
        speakerName: said.speakerName,
        ownerUserId: details.ownerUserId,
        byUserId: userId,
        method: "written",
        status: "accepted",
        language: details.language,
        purpose: said.purpose,
        referenceSha256: details.referenceSha256,
        evidenceSha256,
        evidenceName: said.documentName,
        modelName: model?.name ?? null,
        modelLicence: model?.licence ?? null,
        createdAt: ctx.nowS(),
      } as const;
      tx.insert(voiceConsents).values(row).run();
      const after = { profileId, evidenceSha256 };
      appendAudit(tx, ctx, { action: "consent.attach", entity: "consent", entityId: consentId, before: null, after });
    });
  } catch (error) {
    await rm(documentPath(ctx, consentId), { force: true });
    throw error;
  }
  return { consentId };
}
