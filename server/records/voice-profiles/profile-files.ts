import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder, writeFileDurably } from "../../platform/files/atomic-file";
import type { RecordsContext } from "../context";

/** What lies in a profile's folder. `upload` and `decoded.wav` are a draft's alone. */
export type ProfileFile = "upload" | "decoded.wav" | "reference.wav" | "reference.txt" | "take.wav" | "consent.wav";

/** The path as rows have it, relative to the data folder. */
export function profilePath(profileId: number, file: ProfileFile): string {
  return `audio/profiles/${profileId}/${file}`;
}

/** The absolute path; the file may be missing. */
export function profileFile({ recordings }: RecordsContext, profileId: number, file: ProfileFile): string {
  return recordings.resolve(profilePath(profileId, file));
}

/** Makes the folder of a new draft and moves the upload into it. */
export async function adoptUpload(ctx: RecordsContext, profileId: number, uploadPath: string): Promise<void> {
  const path = profileFile(ctx, profileId, "upload");
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(uploadPath, path);
}

export async function writeProfileFile(
  ctx: RecordsContext,
  profileId: number,
  file: ProfileFile,
  content: Uint8Array | string,
): Promise<void> {
  await writeFileDurably(profileFile(ctx, profileId, file), content);
}

export async function removeProfileFiles(
  ctx: RecordsContext,
  profileId: number,
  files: readonly ProfileFile[],
): Promise<void> {
  for (const file of files) await rm(profileFile(ctx, profileId, file), { force: true });
}

/** The folders that there are, whatever rows say. */
export async function profileFolders({ recordings }: RecordsContext): Promise<{ profileId: number; path: string }[]> {
  const folder = recordings.resolve("audio/profiles");
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && /^[1-9]\d{0,14}$/.test(entry.name))
    .map((entry) => ({ profileId: Number(entry.name), path: join(folder, entry.name) }));
}

/** Removes all files of a profile, durably. None there is no error. */
export async function removeProfileFolder(ctx: RecordsContext, profileId: number): Promise<void> {
  const folder = dirname(profileFile(ctx, profileId, "upload"));
  // Something may be written into it at this very moment.
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await syncFolder(dirname(folder)).catch((error: NodeJS.ErrnoException) => {
    // There has never been a profile.
    if (error.code !== "ENOENT") throw error;
  });
}
