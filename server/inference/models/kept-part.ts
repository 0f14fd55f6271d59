import { rename, rm, truncate } from "node:fs/promises";
import { KeptPartError, keptBytes } from "./resumable-download";

/**
 * Runs a download that continues the part kept at `path`. When the complete file is wrong (`isWrong`), either the kept
 * part or the new rest may be of another version: the kept part is put aside, and the download runs once more from the
 * beginning. The part put aside is deleted only when the second download succeeds or has more bytes.
 */
export async function withKeptPart(
  path: string,
  download: () => Promise<void>,
  isWrong: (error: unknown) => boolean,
): Promise<void> {
  const aside = `${path}.kept`;
  // Both files exist when an earlier run was killed during its second download.
  await keepLonger(path, aside);
  const kept = await keptBytes(path);
  try {
    return await download();
  } catch (error) {
    if (!isWrong(error)) throw error;
    const isProvenWrong = !(error instanceof KeptPartError) && (await keptBytes(path)) === kept;
    if (isProvenWrong || kept === 0) await rm(path, { force: true });
    if (kept === 0) throw error;
    if (!isProvenWrong) {
      await truncate(path, kept);
      await rename(path, aside);
    }
  }
  try {
    await download();
    await rm(aside, { force: true });
  } catch (error) {
    if (isWrong(error)) await rm(path, { force: true });
    await keepLonger(path, aside);
    throw error;
  }
}

async function keepLonger(path: string, aside: string): Promise<void> {
  if ((await keptBytes(aside)) > (await keptBytes(path))) await rename(aside, path);
  else await rm(aside, { force: true });
}
