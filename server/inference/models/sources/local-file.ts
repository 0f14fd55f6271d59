import { createReadStream } from "node:fs";
import { link, mkdir, realpath, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { publish } from "../../../platform/files/atomic-file";
import { checkContent, type ExpectedContent, hashFile, writeVerified } from "../../../platform/files/verified-file";

/**
 * Takes a file that is on this machine already into the store, verified; the original is never changed. It becomes a
 * hard link, which needs no room and outlives the original, where the file system and the rights allow it, else a copy.
 * Never a symbolic link: the model would be gone when somebody clears the folder of the original. `onBytes`: how far
 * it has been read. Throws WrongContentError.
 */
export async function takeLocalFile(
  original: string,
  target: string,
  expected: ExpectedContent,
  { signal, onBytes }: { signal: AbortSignal; onBytes: (bytes: number) => void },
): Promise<void> {
  // Linux would link a symbolic link itself instead of its file.
  const file = await realpath(original);
  await mkdir(dirname(target), { recursive: true });
  const linked = `${target}.writing`;
  await rm(linked, { force: true });
  const isLinked = await link(file, linked).then(
    () => true,
    () => false,
  );
  if (!isLinked) return writeVerified(target, createReadStream(file, { signal }), expected, onBytes);
  try {
    checkContent(expected, await hashFile(linked, { signal, onBytes }));
    await publish(linked, target);
  } finally {
    await rm(linked, { force: true });
  }
}
