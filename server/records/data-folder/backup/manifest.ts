import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileDurably } from "../../../platform/files/atomic-file";
import { certificateFolder, recordingFolders, secretFile } from "../../../platform/files/data-folder-layout";
import { ExplainedError, explained, sentence } from "../../../platform/words/sentence";

/**
 * Written last: a folder without it holds no finished backup; a folder with it can be restored even after a later
 * interruption.
 */
const manifestName = "avatar-backup.json";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sizeBytes = z.number().int().nonnegative();

const backedUpFolders = [...recordingFolders, certificateFolder];

/** A path relative to the data folder that can't leave it. Cloned voices and certificates may have any name. */
const pathSchema = z
  .string()
  .refine((path) => path === secretFile || backedUpFolders.some((folder) => path.startsWith(`${folder}/`)))
  .refine((path) => path.split("/").every((part) => !["", ".", ".."].includes(part) && !/[\0\\]/.test(part)));

const fileSchema = z.object({
  path: pathSchema,
  sizeBytes,
  sha256,
  /** Modification time, ms since the epoch: with the size it identifies an unchanged file. */
  modifiedMs: z.number(),
});
export type BackedUpFile = z.infer<typeof fileSchema>;

const manifestSchema = z.object({
  format: z.literal("avatar-backup"),
  formatVersion: z.literal(1),
  createdAt: z.iso.datetime(),
  avatarVersion: z.string(),
  /** The database as one file, stored under its hash like all other content. */
  database: z.object({ sizeBytes, sha256, migrations: z.number().int(), turns: z.number().int() }),
  files: z.array(fileSchema),
  /** Recordings that rows name but that were not on disk when the backup was made. */
  missing: z.array(z.string()),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Null when the folder holds no finished backup. Throws an Error that says so for one that can't be read. */
export async function readManifest(folder: string): Promise<BackupManifest | null> {
  let text: string;
  try {
    text = await readFile(join(folder, manifestName), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw explained(
      "{path} is damaged, or of a later version of AVATAR.",
      { path: join(folder, manifestName) },
      { cause },
    );
  }
}

/**
 * Writes the manifest durably and atomically; from then on the folder holds this backup. Throws an Error that names the
 * files, and writes nothing, for a list that a restore would refuse.
 */
export async function writeManifest(folder: string, manifest: BackupManifest): Promise<void> {
  const refused = manifest.files.filter((file) => !fileSchema.safeParse(file).success).map(({ path }) => path);
  if (refused.length > 0)
    throw new ExplainedError([
      sentence("A backup can't hold these files; rename them and try again:"),
      ...refused.map((path) => sentence("  {path}", { path })),
    ]);
  manifestSchema.parse(manifest);
  await writeFileDurably(join(folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
}
