import { readdir } from "node:fs/promises";
import { voiceConsents } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { documentPath } from "./consent-files";

/**
 * Moves documents that no certificate names to quarantine: the server ended while they were attached. Called at the
 * start. Returns how many.
 */
export async function reconcileDocuments(ctx: RecordsContext): Promise<number> {
  authorise(ctx.actor, "job:run");
  const names = await readdir(documentPath(ctx, ".")).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const rows = await ctx.db.read((tx) => tx.select({ id: voiceConsents.id }).from(voiceConsents).all());
  const named = new Set(rows.map(({ id }) => id));
  const without = names.filter((name) => !named.has(name)).map((name) => `audio/consents/${name}`);
  await ctx.recordings.quarantine(without, "Documents that no certificate of a consent names.");
  return without.length;
}
