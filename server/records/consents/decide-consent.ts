import { eq } from "drizzle-orm";
import { z } from "zod";
import { voiceConsents } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { textSchema } from "../../../lib/text";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { removeProfileFiles } from "../voice-profiles/profile-files";

const inputSchema = z.object({
  consentId: z.string(),
  isAccepted: z.boolean(),
  /** Why: it stands on the certificate. */
  reason: textSchema.trim().min(1).max(500),
});

/**
 * Decides about a spoken consent that the check was unsure of, after hearing both recordings; for administrators. Throws
 * AppError `not_found`, and `conflict` for a consent that is not to be decided any more.
 */
export async function decideConsent(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "voice:manage_all");
  const { userId } = requirePerson(ctx.actor);
  const { consentId, isAccepted, reason } = parseInput(inputSchema, input);
  const profileId = await ctx.db.write((tx) => {
    const row = tx.select().from(voiceConsents).where(eq(voiceConsents.id, consentId)).get();
    if (!row) throw new AppError("not_found");
    if (row.status !== "review")
      throw new AppError("conflict", "There is nothing to decide about this consent any more.");
    const status = isAccepted ? ("accepted" as const) : ("refused" as const);
    tx.update(voiceConsents)
      .set({ status, decidedByUserId: userId, decisionReason: reason, decidedAt: ctx.nowS() })
      .where(eq(voiceConsents.id, consentId))
      .run();
    const [before, after] = [
      { profileId: row.profileId, status: row.status },
      { profileId: row.profileId, status },
    ];
    appendAudit(tx, ctx, { action: "consent.decide", entity: "consent", entityId: consentId, before, after });
    return row.profileId;
  });
  if (!isAccepted) await removeProfileFiles(ctx, profileId, ["consent.wav"]);
}
