import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileDurably } from "../../../platform/files/atomic-file";
import { lastBackupFile } from "../../../platform/files/data-folder-layout";

const schema = z.object({ createdAt: z.iso.datetime(), turns: z.number() });
export type LastBackup = z.output<typeof schema>;

/** Notes in the data folder that a backup is complete, so that the server knows how old the newest one is. */
export async function noteBackup(dataDir: string, { createdAt, turns }: LastBackup): Promise<void> {
  await writeFileDurably(join(dataDir, lastBackupFile), `${JSON.stringify({ createdAt, turns })}\n`);
}

/** When the newest backup was made, Unix seconds; null: never, or nobody knows. */
export async function lastBackupS(dataDir: string): Promise<number | null> {
  try {
    const { createdAt } = schema.parse(JSON.parse(await readFile(join(dataDir, lastBackupFile), "utf8")));
    return Math.floor(Date.parse(createdAt) / 1_000);
  } catch {
    return null;
  }
}
