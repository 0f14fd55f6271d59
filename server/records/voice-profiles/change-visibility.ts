import { eq } from "drizzle-orm";
import { z } from "zod";
import { voiceProfileDetails } from "../../../drizzle/schema";
import { profileVisibilities } from "../../../lib/voice-profiles/profile";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { managedVoice } from "./profile-rows";

const inputSchema = z.object({
  profileId: z.number().int().positive(),
  visibility: z.enum(profileVisibilities),
});

/** Who may speak with a voice: whoever brought it, or everybody here. Throws AppError `not_found`. */
export async function changeVisibility(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const { profileId, visibility } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const { details } = managedVoice(tx, ctx.actor, profileId);
    if (details.visibility === visibility) return;
    tx.update(voiceProfileDetails)
      .set({ visibility, updatedAt: ctx.nowS() })
      .where(eq(voiceProfileDetails.id, profileId))
      .run();
    const { ownerUserId } = details;
    const [before, after] = [
      { ownerUserId, visibility: details.visibility },
      { ownerUserId, visibility },
    ];
    appendAudit(tx, ctx, { action: "voice.change", entity: "voice", entityId: profileId, before, after });
  });
}
