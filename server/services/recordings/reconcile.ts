import { existsSync } from "node:fs";
import { missingRecordings } from "../../../drizzle/schema";
import { recordingPathsNamedByRows } from "../../queries/recording-paths";
import type { Recordings } from "../../recordings/recordings";
import { authorise, type ServiceContext } from "../context";

/**
 * More files without rows than crashes can leave: database and audio folder do not belong together (one was
 * restored, moved or deleted alone). Nothing is removed then; a person decides.
 */
const mostCrashLeftovers = 100;

export interface ReconcileReport {
  temporaryFilesRemoved: number;
  /** Files that no row named: of turns that were cut off between their audio and their row. */
  orphansRemoved: number;
  /** Files without rows that were left alone because they were too many to come from a crash. */
  orphansKept: number;
  /** Recordings that rows name and that are not on disk: the history shows them as missing. */
  missing: number;
}

/**
 * Brings rows and recordings together again after a crash. For the system, at start, before any session is admitted
 * and with no other server on the same data folder. Rows are never changed: a turn whose sound is lost keeps its words.
 */
export async function reconcileRecordings(ctx: ServiceContext): Promise<ReconcileReport> {
  authorise(ctx.actor, "recordings:reconcile");
  const temporaryFilesRemoved = await ctx.recordings.clearTemporary();
  const onDisk = new Set(await ctx.recordings.list());
  const named = await recordingPathsNamedByRows(ctx.db);
  const orphans = [...onDisk].filter((path) => !named.has(path));
  const remove = orphans.length <= mostCrashLeftovers;
  if (remove) await ctx.recordings.remove(orphans);

  const missing = [...named].filter((path) => !onDisk.has(path) && !isThere(ctx.recordings, path));
  const noticedAt = ctx.now();
  await ctx.db.write((tx) => {
    // Anew each time: a file that came back (a restored backup) is no longer missing.
    tx.delete(missingRecordings).run();
    for (const path of missing) tx.insert(missingRecordings).values({ path, noticedAt }).run();
  });
  return {
    temporaryFilesRemoved,
    orphansRemoved: remove ? orphans.length : 0,
    orphansKept: remove ? 0 : orphans.length,
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
