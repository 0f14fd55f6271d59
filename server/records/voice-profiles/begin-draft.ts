import { and, count, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { voiceProfileDetails, voiceProfiles } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { languageSchema } from "../../../lib/languages";
import { authorise, requirePerson } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { RecordsContext } from "../context";
import { enqueue } from "../jobs/enqueue";
import { adoptUpload, removeProfileFolder } from "./profile-files";

/**
 * A person adds one voice at a time. Each draft may hold 100 MB on disk while its upload is being prepared, and 15 MB
 * afterwards: 5 minutes as `decoded.wav`.
 */
const maxDrafts = 5;

const inputSchema = z.object({
  /** What the interface is set to; the person can change it. */
  language: languageSchema,
  /** Absolute path of the uploaded file, which is moved away from there. */
  uploadPath: z.string().min(1),
  /** A draft of a request goes at the next start: whoever waited for it has gone. */
  origin: z.enum(["page", "request"]).default("page"),
});

/**
 * Begins to add a voice: the upload becomes a draft, and a job prepares its reference. Throws AppError `rate_limited`
 * for a person with too many drafts.
 */
export async function beginDraft(
  ctx: RecordsContext,
  input: z.input<typeof inputSchema>,
): Promise<{ profileId: number; jobId: number }> {
  authorise(ctx.actor, "voice:use");
  const { userId } = requirePerson(ctx.actor);
  const { language, uploadPath, origin } = parseInput(inputSchema, input);
  const nowS = ctx.nowS();
  const row = { ownerUserId: userId, language, origin, createdAt: nowS, updatedAt: nowS };
  const profileId = await ctx.db.write((tx) => {
    const drafts = tx
      .select({ count: count() })
      .from(voiceProfileDetails)
      .leftJoin(voiceProfiles, eq(voiceProfiles.id, voiceProfileDetails.id))
      .where(and(eq(voiceProfileDetails.ownerUserId, userId), isNull(voiceProfiles.id)))
      .get();
    if ((drafts?.count ?? 0) >= maxDrafts) {
      const message = `You are adding ${maxDrafts} voices already: save or discard one first.`;
      throw new AppError("rate_limited", message, { retryAfterS: 60 });
    }
    return tx.insert(voiceProfileDetails).values(row).returning({ id: voiceProfileDetails.id }).get().id;
  });
  try {
    await adoptUpload(ctx, profileId, uploadPath);
    const jobId = await ctx.db.write((tx) => {
      const id = enqueue(tx, ctx, { kind: "reference", payload: { profileId, keep: null } });
      tx.update(voiceProfileDetails).set({ jobId: id }).where(eq(voiceProfileDetails.id, profileId)).run();
      return id;
    });
    return { profileId, jobId };
  } catch (error) {
    await removeProfileFolder(ctx, profileId).catch(() => undefined);
    await ctx.db.write((tx) => tx.delete(voiceProfileDetails).where(eq(voiceProfileDetails.id, profileId)).run());
    throw error instanceof AppError ? error : new AppError("storage_failed", undefined, { cause: error });
  }
}
