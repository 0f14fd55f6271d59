import { desc } from "drizzle-orm";
import { voiceProfiles } from "../../../drizzle/schema";
import type { ProfileView } from "../../../lib/voice-profiles/views";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { maySee, voiceRows } from "./profile-rows";
import { profileView } from "./profile-views";

/**
 * The saved voice profiles, newest first: one's own, those that everybody may use, and for administrators all of them.
 */
export async function listProfiles(ctx: RecordsContext): Promise<ProfileView[]> {
  authorise(ctx.actor, "voice:use");
  return ctx.db.read((tx) =>
    tx
      .select()
      .from(voiceProfiles)
      .orderBy(desc(voiceProfiles.id))
      .all()
      .flatMap((profile) => {
        const rows = voiceRows(tx, profile.id);
        return rows && maySee(ctx.actor, rows) ? [profileView(tx, ctx.actor, { ...rows, profile })] : [];
      }),
  );
}
