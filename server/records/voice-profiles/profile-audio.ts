import { z } from "zod";
import { can } from "../../../lib/auth/permissions";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import { noteLook } from "../audit-log/note-look";
import type { RecordsContext } from "../context";
import { profileFile } from "./profile-files";
import { mayManage, maySee, ownDraft, voiceRows } from "./profile-rows";

/** `recording`: all of a draft's upload. `consent`: the sentence that was spoken. */
export const profileSounds = ["reference", "recording", "consent"] as const;
const inputSchema = z.object({ profileId: z.coerce.number().int().positive(), which: z.enum(profileSounds) });

/**
 * Absolute path of one of a voice's recordings; the file itself may be missing. Whoever may speak with a voice may hear
 * its reference; the consent is for those who manage it. Throws AppError `not_found`.
 */
export async function profileAudioPath(
  ctx: RecordsContext,
  input: { profileId: string | number; which: string },
): Promise<string> {
  authorise(ctx.actor, "voice:use");
  const { profileId, which } = parseInput(inputSchema, input);
  const { ownerUserId, isForAll } = await ctx.db.read((tx) => {
    const rows = voiceRows(tx, profileId);
    if (!rows) throw new AppError("not_found");
    const { ownerUserId } = rows.details;
    const decides = ctx.actor.kind === "user" && can(ctx.actor.role, "voice:manage_all");
    // Whoever is asked to decide about a draft's consent hears both recordings.
    if (!rows.profile && decides && rows.consent?.status === "review" && which !== "recording") {
      return { ownerUserId, isForAll: false };
    }
    if (!rows.profile) {
      ownDraft(tx, ctx.actor, profileId);
      return { ownerUserId, isForAll: false };
    }
    const may = which === "reference" ? maySee(ctx.actor, rows) : mayManage(ctx.actor, rows.details);
    if (!may || which === "recording") throw new AppError("not_found");
    return { ownerUserId, isForAll: which === "reference" && rows.details.visibility === "house" };
  });
  // What everybody may hear is no look at a person's own.
  if (!isForAll) {
    const act = { action: "voice.hear", entity: "voice", entityId: profileId, after: { which } } as const;
    await noteLook(ctx, { ...act, subjectUserId: ownerUserId });
  }
  const files = { reference: "reference.wav", recording: "decoded.wav", consent: "consent.wav" } as const;
  return profileFile(ctx, profileId, files[which]);
}
