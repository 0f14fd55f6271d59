import { rename, rm, truncate } from "node:fs/promises";
import { KeptPartError, keptBytes } from "./resumable-download";

/**
 * Runs a download that goes on from what was kept at `path`. When the whole proves wrong (`isWrong`), what was kept may
 * be of another version, or what was added to it: it is put aside, and the download runs once more from nothing. The
 * part that was put aside is given up only for a download that succeeds, or has come further.
 */
export async function withKeptPart(
  path: string,
  download: () => Promise<void>,
  isWrong: (error: unknown) => boolean,
): Promise<void> {
  const aside = `${path}.kept`;
  // Both are there when a run was killed in the middle of its second try.
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
