import { existsSync } from "node:fs";
import { missingRecordings } from "../../../drizzle/schema";
import { authorise } from "../../access/actor";
import type { RecordsContext } from "../context";
import { recordingPathsNamedByRows } from "./recording-paths";
import type { Recordings } from "./recordings";

export interface ReconcileReport {
  temporaryFilesRemoved: number;
  /** Files that no row named: of turns that were cut off between their audio and their row, or of rows that are gone. */
  quarantined: number;
  /** Where they are now. */
  quarantineEntry: string | null;
  /** Files that rows name and that were found in quarantine: the rows came back. */
  takenBack: number;
  /** Recordings that rows name and that are not on disk: the history shows them as missing. */
  missing: number;
}

/**
 * Brings rows and recordings together again after a crash. For the system, at start, before any session is admitted
 * and with no other server on the same data folder. Rows are never changed: a turn whose sound is lost keeps its words. No
 * recording is ever removed: whether so many strangers may be set aside was decided before (server/data-folder).
 */
export async function reconcileRecordings(ctx: RecordsContext): Promise<ReconcileReport> {
  authorise(ctx.actor, "recordings:reconcile");
  const temporaryFilesRemoved = await ctx.recordings.clearTemporary();
  const onDisk = new Set(await ctx.recordings.list());
  const named = await recordingPathsNamedByRows(ctx.db);
  const orphans = [...onDisk].filter((path) => !named.has(path));
  const quarantineEntry = await ctx.recordings.quarantine(orphans, "Recordings that no row of the database names.");

  const isGone = (path: string) => !onDisk.has(path) && !isThere(ctx.recordings, path);
  const takenBack = await ctx.recordings.takeBack([...named].filter(isGone));
  const missing = [...named].filter(isGone);
  const noticedAt = ctx.nowS();
  await ctx.db.write((tx) => {
    // Anew each time: a file that came back (a restored backup) is no longer missing.
    tx.delete(missingRecordings).run();
    for (const path of missing) tx.insert(missingRecordings).values({ path, noticedAt }).run();
  });
  return {
    temporaryFilesRemoved,
    quarantined: orphans.length,
    quarantineEntry,
    takenBack: takenBack.length,
    missing: missing.length,
  };
}

/** For the few rows whose recording is not in the listing: it may lie under a name that is not ours. */
function isThere(recordings: Recordings, path: string): boolean {
  try {
    return existsSync(recordings.resolve(path));
  } catch {
    return false;
  }
}
