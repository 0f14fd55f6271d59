import { eq } from "drizzle-orm";
import { z } from "zod";
import { voiceConsents } from "../../../drizzle/schema";
import { textSchema } from "../../../lib/text";
import { consentScoresSchema } from "../../../lib/voice-profiles/consent";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { licenceSchema } from "./consent-files";
import { settleTake } from "./settle-take";

const inputSchema = z.object({
  consentId: z.string(),
  /** `again`: the words were not understood well enough; nothing of the try is kept but its audit row. */
  outcome: z.enum(["match", "unsure", "no_match", "again"]),
  heard: textSchema,
  /** Null for `again`. */
  scores: consentScoresSchema.nullable(),
  /** The model that would speak with the voice now. */
  model: licenceSchema.nullable(),
});

const statusOf = { match: "accepted", unsure: "review", no_match: "refused" } as const;

/** Keeps what the check of a spoken consent found. False: it is no longer being checked, or its voice has gone. */
export async function settleConsent(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<boolean> {
  authorise(ctx.actor, "job:run");
  const { consentId, outcome, heard, scores, model } = parseInput(inputSchema, input);
  const profileId = await ctx.db.write((tx) => {
    const row = tx.select().from(voiceConsents).where(eq(voiceConsents.id, consentId)).get();
    if (row?.status !== "checking") return null;
    if (outcome === "again") {
      tx.delete(voiceConsents).where(eq(voiceConsents.id, consentId)).run();
      const act = { action: "consent.again", entity: "consent", entityId: consentId } as const;
      appendAudit(tx, ctx, { ...act, before: { profileId: row.profileId }, after: null });
      return row.profileId;
    }
    const after = tx
      .update(voiceConsents)
      .set({
        status: statusOf[outcome],
        heard,
        scores,
        modelName: model?.name ?? null,
        modelLicence: model?.licence ?? null,
      })
      .where(eq(voiceConsents.id, consentId))
      .returning()
      .get();
    const said = ({ status, scores }: typeof row) => ({ profileId: row.profileId, status, scores });
    const act = { action: "consent.settle", entity: "consent", entityId: consentId } as const;
    appendAudit(tx, ctx, { ...act, before: said(row), after: said(after) });
    return row.profileId;
  });
  if (profileId === null) return false;
  // The rows decide; a server that ends before the file follows them is made up for at the next start.
  await settleTake(ctx, profileId);
  return true;
}
