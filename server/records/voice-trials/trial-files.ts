import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFileDurably } from "../../platform/files/atomic-file";
import type { RecordsContext } from "../context";

const folder = "audio/trials";
const fileName = /^(\d+)\.wav$/;

/** The absolute path of a trial's sound; the file may be missing. No backup has it. */
export const trialFile = ({ recordings }: RecordsContext, jobId: number): string =>
  recordings.resolve(`${folder}/${jobId}.wav`);

export async function writeTrialFile(ctx: RecordsContext, jobId: number, wav: Uint8Array): Promise<void> {
  const path = trialFile(ctx, jobId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFileDurably(path, wav);
}

/** Missing files are no error. */
export async function removeTrialFiles(ctx: RecordsContext, jobIds: readonly number[]): Promise<void> {
  for (const jobId of jobIds) await rm(trialFile(ctx, jobId), { force: true });
}

/** What lies in the folder: the jobs of the sounds, and the names of everything else that a crash left. */
export async function trialFilesOnDisk(ctx: RecordsContext): Promise<{ jobIds: number[]; others: string[] }> {
  const path = dirname(trialFile(ctx, 0));
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return {
    jobIds: names.flatMap((name) => fileName.exec(name)?.[1] ?? []).map(Number),
    others: names.filter((name) => !fileName.test(name)).map((name) => `${path}/${name}`),
  };
}
