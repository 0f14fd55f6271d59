import { readdir } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { voiceConsents } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { profileFolders, removeProfileFiles } from "../voice-profiles/profile-files";
import { keepTake } from "./consent-files";

/**
 * Lets the recording of a voice's sentence follow the rows: it waits while it is being checked, is kept where the
 * consent holds or is to be decided, and goes otherwise.
 */
export async function settleTake(ctx: RecordsContext, profileId: number): Promise<void> {
  authorise(ctx.actor, "job:run");
  const rows = await ctx.db.read((tx) =>
    tx.select().from(voiceConsents).where(eq(voiceConsents.profileId, profileId)).all(),
  );
  const is = (...statuses: string[]) =>
    rows.some(({ method, status }) => method === "spoken" && statuses.includes(status));
  if (is("checking")) return;
  if (is("review", "accepted")) await keepTake(ctx, profileId);
  else await removeProfileFiles(ctx, profileId, ["take.wav"]);
}

/** Does that for every voice; called at the start. */
export async function settleTakes(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  for (const { profileId, path } of await profileFolders(ctx)) {
    if ((await readdir(path)).includes("take.wav")) await settleTake(ctx, profileId);
  }
}
