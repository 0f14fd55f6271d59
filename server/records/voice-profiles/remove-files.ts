import { rm } from "node:fs/promises";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { removeProfileFolder } from "./profile-files";
import { voiceRows } from "./profile-rows";

/** Removes the folder of a voice whose rows are gone; a voice that is still there keeps its files. */
export async function removeVoiceFiles(ctx: RecordsContext, profileId: number): Promise<void> {
  authorise(ctx.actor, "job:run");
  if (await ctx.db.read((tx) => voiceRows(tx, profileId))) return;
  await removeProfileFolder(ctx, profileId);
}

/** Where uploads arrive, relative to the data folder. */
export const incomingFolder = "audio/incoming";

/** Removes what was being uploaded when the last server ended. Called at the start, before anybody uploads. */
export async function clearIncoming(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  await rm(ctx.recordings.resolve(incomingFolder), { recursive: true, force: true });
}
