import { readdir } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { auditLog, voiceProfileDetails } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { profileFolders, removeProfileFolder } from "./profile-files";

/**
 * Deals with folders of voices that have no rows: of one that was ended the files go, as they were to; what nothing
 * explains (a database from before, say) is moved to quarantine, or a new voice of that number would lie on top of it.
 * Called at the start.
 */
export async function reconcileProfileFolders(ctx: RecordsContext): Promise<{ removed: number; quarantined: number }> {
  authorise(ctx.actor, "job:run");
  const done = { removed: 0, quarantined: 0 };
  for (const { profileId, path } of await profileFolders(ctx)) {
    const [row, acts] = await ctx.db.read((tx) => [
      tx
        .select({ id: voiceProfileDetails.id })
        .from(voiceProfileDetails)
        .where(eq(voiceProfileDetails.id, profileId))
        .get(),
      tx
        .select()
        .from(auditLog)
        .where(eq(auditLog.entityId, String(profileId)))
        .all(),
    ]);
    if (row) continue;
    const isEnded = acts.some(({ action }) => action === "voice.withdraw" || action === "voice.delete");
    if (isEnded) {
      await removeProfileFolder(ctx, profileId);
      done.removed += 1;
      continue;
    }
    const files = (await readdir(path)).map((name) => `audio/profiles/${profileId}/${name}`);
    await ctx.recordings.quarantine(files, "Files of a voice that no row of the database names.");
    await removeProfileFolder(ctx, profileId);
    done.quarantined += 1;
  }
  return done;
}
