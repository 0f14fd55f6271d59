import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { syncFolder } from "../../platform/files/atomic-file";
import type { RecordsContext } from "../context";
import { profileFile } from "../voice-profiles/profile-files";

/** A model's name, and its licence as an SPDX expression; null: unknown. */
export const licenceSchema = z.object({ name: z.string(), licence: z.string().nullable() });

/** Keeps the recording of a sentence as the consent of its voice. A recording that has been kept already is no error. */
export async function keepTake(ctx: RecordsContext, profileId: number): Promise<void> {
  const [take, consent] = [profileFile(ctx, profileId, "take.wav"), profileFile(ctx, profileId, "consent.wav")];
  try {
    await rename(take, consent);
    await syncFolder(dirname(consent));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** The absolute path of a written consent; it outlives the voice. */
export function documentPath({ recordings }: RecordsContext, consentId: string): string {
  return recordings.resolve(`audio/consents/${consentId}`);
}

/** Moves an uploaded document to its place. */
export async function adoptDocument(ctx: RecordsContext, consentId: string, uploadPath: string): Promise<void> {
  const path = documentPath(ctx, consentId);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(uploadPath, path);
  await syncFolder(dirname(path));
}
