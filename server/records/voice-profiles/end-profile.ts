import { count, eq } from "drizzle-orm";
import { z } from "zod";
import { conversations, jobs, turnDetails, voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";
import { cancelIn } from "../jobs/cancel-job";
import { enqueue } from "../jobs/enqueue";
import { soundsInVoice } from "./delete-replies";
import { endConsents } from "./end-consents";
import { managedVoice, stateOf } from "./profile-rows";

const inputSchema = z.object({
  profileId: z.number().int().positive(),
  /** `withdrawn`: the consent is taken back; `deleted`: the voice is not wanted any more. The effect is the same. */
  reason: z.enum(["withdrawn", "deleted"]),
});

/** What an ended voice leaves to be done. */
export interface EndedProfile {
  /** The job that removes its files, which runs again if the server ends before it is done. */
  removalJobId: number;
  /** Stored replies in this voice whose sound is still there. */
  replies: number;
}

/**
 * Ends a saved voice, for good: from now on nobody can speak with it, its embedding and its text are gone, a job removes
 * its files, and its certificates say that it ended. Throws AppError `not_found`.
 */
export async function endProfile(ctx: RecordsContext, input: z.input<typeof inputSchema>): Promise<EndedProfile> {
  authorise(ctx.actor, "voice:use");
  const { profileId, reason } = parseInput(inputSchema, input);
  return ctx.db.write((tx) => {
    const { details, profile, consent } = managedVoice(tx, ctx.actor, profileId);
    if (!profile) throw new AppError("not_found");
    for (const { id } of tx.select({ id: jobs.id }).from(jobs).where(eq(jobs.profileId, profileId)).all()) {
      cancelIn(tx, ctx, id);
    }
    endConsents(tx, ctx, { profileId, reason });
    const spoken = tx
      .select({ count: count() })
      .from(conversations)
      .innerJoin(turnDetails, eq(turnDetails.conversationId, conversations.id))
      .where(soundsInVoice(profileId))
      .get();
    tx.delete(voiceProfiles).where(eq(voiceProfiles.id, profileId)).run();
    tx.delete(voiceProfileDetails).where(eq(voiceProfileDetails.id, profileId)).run();
    const removalJobId = enqueue(tx, ctx, { kind: "voice_removal", payload: { profileId } });
    const before = {
      ownerUserId: details.ownerUserId,
      referenceSha256: details.referenceSha256,
      state: stateOf({ profile, consent }),
    };
    const action = reason === "withdrawn" ? "voice.withdraw" : "voice.delete";
    appendAudit(tx, ctx, { action, entity: "voice", entityId: profileId, before, after: null });
    return { removalJobId, replies: spoken?.count ?? 0 };
  });
}
