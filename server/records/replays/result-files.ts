import { readdir, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { isNotNull } from "drizzle-orm";
import { replayResults } from "../../../drizzle/schema";
import { replyAudio } from "../../../lib/audio/reply-audio";
import { encodeWav } from "../../../lib/audio/wav";
import { authorise } from "../../access/actor";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { replayFolder } from "../../platform/files/data-folder-layout";
import type { RecordsContext } from "../context";

export interface ResultKey {
  runId: number;
  caseId: number;
  /** From 0. */
  repeat: number;
}

/** Writes the sound of a result durably; a result that is made again replaces it. */
export async function writeResultSound(
  { recordings }: RecordsContext,
  { runId, caseId, repeat }: ResultKey,
  pcm: Int16Array,
): Promise<{ path: string; bytes: number }> {
  const path = `${replayFolder}/${runId}/${caseId}-${repeat}.wav`;
  const wav = encodeWav(pcm, replyAudio.sampleRateHz);
  await writeFileDurably(recordings.resolve(path), wav);
  return { path, bytes: wav.length };
}

/** Removes sounds, and the folders that they leave empty. What can't be removed now is found at the next start. */
export async function removeResultSounds({ recordings }: RecordsContext, paths: readonly string[]): Promise<void> {
  await recordings.remove([...paths]).catch(() => undefined);
  // A folder that still has a sound refuses.
  for (const folder of new Set(paths.map(dirname))) await rmdir(recordings.resolve(folder)).catch(() => undefined);
}

/** Removes what no result names: of runs that are gone, and what a crash left. Called at the start. */
export async function sweepResultSounds(ctx: RecordsContext): Promise<void> {
  authorise(ctx.actor, "job:run");
  const named = await ctx.db.read((tx) =>
    tx
      .select({ path: replayResults.aiAudioPath })
      .from(replayResults)
      .where(isNotNull(replayResults.aiAudioPath))
      .all(),
  );
  const kept = new Set(named.map(({ path }) => path));
  for (const run of await namesIn(ctx, replayFolder)) {
    const folder = `${replayFolder}/${run}`;
    const names = await namesIn(ctx, folder);
    const loose = names.filter((name) => !kept.has(`${folder}/${name}`));
    for (const name of loose) await rm(ctx.recordings.resolve(`${folder}/${name}`), { recursive: true, force: true });
    if (loose.length === names.length) await rm(ctx.recordings.resolve(folder), { recursive: true, force: true });
  }
}

async function namesIn({ recordings }: RecordsContext, folder: string): Promise<string[]> {
  try {
    return await readdir(recordings.resolve(folder));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
