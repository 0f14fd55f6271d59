import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { voiceProfiles, voiceRatings } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { ratingSchema, trialResultSchema } from "../../../lib/voice-profiles/trials";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { ownTrial } from "./find-trial";

const inputSchema = ratingSchema.extend({ jobId: z.coerce.number().int().positive() });

/**
 * Says how much one's own finished trial is like its reference, 1 to 10. A rating stays as it is, because the numbers
 * are shown after it. Throws AppError `not_found` for a trial that is not finished, or whose voice has ended, and
 * `conflict` for a second rating.
 */
export async function rateTrial(
  ctx: RecordsContext,
  input: { jobId: number | string; score: number; isBlind: boolean },
): Promise<void> {
  authorise(ctx.actor, "voice:use");
  const person = requirePerson(ctx.actor);
  const { jobId, score, isBlind } = parseInput(inputSchema, input);
  await ctx.db.write((tx) => {
    const trial = ownTrial(tx, person, jobId);
    const { profileId, mode } = trial.payload;
    const result = trialResultSchema.safeParse(trial.result).data;
    const profile = tx
      .select({ id: voiceProfiles.id })
      .from(voiceProfiles)
      .where(eq(voiceProfiles.id, profileId))
      .get();
    if (!result || !profile) throw new AppError("not_found");
    const own = and(eq(voiceRatings.trialJobId, jobId), eq(voiceRatings.userId, person.userId));
    if (tx.select({ id: voiceRatings.id }).from(voiceRatings).where(own).get()) {
      throw new AppError("conflict", "This sentence is rated already.");
    }
    const rated = { profileId, userId: person.userId, trialJobId: jobId, score, isBlind, mode };
    const measured = { model: result.model, similarity: result.similarity?.score ?? null, createdAt: ctx.nowS() };
    tx.insert(voiceRatings)
      .values({ ...rated, ...measured })
      .run();
  });
}
