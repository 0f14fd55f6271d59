import { existsSync } from "node:fs";
import { missingRecordings } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { recordingPathsNamedByRows } from "./recording-paths";
import type { Recordings } from "./recordings";

export interface ReconcileReport {
  temporaryFilesRemoved: number;
  /** Recordings without a row: their turn was interrupted before its row was written, or the row is gone. */
  quarantined: number;
  /** The quarantine entry that has them now. */
  quarantineEntry: string | null;
  /** Files that rows name and that were moved back from quarantine. */
  takenBack: number;
  /** Recordings that rows name but that are not on disk: the history shows them as missing. */
  missing: number;
}

/**
 * Reconciles rows and recordings after a crash. The system calls it at the start, before any session is admitted and
 * while no other server uses the data folder. Rows are never changed: a turn whose sound is lost keeps its words. No
 * recording is deleted; decide-start.ts has already decided whether so many recordings without a row may be moved.
 */
export async function reconcileRecordings(ctx: RecordsContext): Promise<ReconcileReport> {
  authorise(ctx.actor, "recordings:reconcile");
  const temporaryFilesRemoved = await ctx.recordings.clearTemporary();
  const onDisk = new Set(await ctx.recordings.list());
  const named = await recordingPathsNamedByRows(ctx.db);
  const withoutRow = [...onDisk].filter((path) => !named.has(path));
  const quarantineEntry = await ctx.recordings.quarantine(withoutRow, "Recordings that no row of the database names.");

  const isGone = (path: string) => !onDisk.has(path) && !isThere(ctx.recordings, path);
  const takenBack = await ctx.recordings.takeBack([...named].filter(isGone));
  const missing = [...named].filter(isGone);
  const noticedAt = ctx.nowS();
  await ctx.db.write((tx) => {
    // Rewritten each time: a file may have come back (from a backup).
    tx.delete(missingRecordings).run();
    for (const path of missing) tx.insert(missingRecordings).values({ path, noticedAt }).run();
  });
  return {
    temporaryFilesRemoved,
    quarantined: withoutRow.length,
    quarantineEntry,
    takenBack: takenBack.length,
    missing: missing.length,
  };
}

/** For the few rows whose recording is not in the listing, because its name is not one of ours. */
function isThere(recordings: Recordings, path: string): boolean {
  try {
    return existsSync(recordings.resolve(path));
  } catch {
    return false;
  }
}
