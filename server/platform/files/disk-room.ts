import { statfs } from "node:fs/promises";

/** Free space on the disk of a folder, bytes. Rejects when the folder does not exist. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Throws the Error that `refusal` makes from both sizes when the disk of a folder has less than `neededBytes` free. */
export async function requireRoom(
  folder: string,
  neededBytes: number,
  refusal: (neededBytes: number, freeBytes: number) => Error,
): Promise<void> {
  const freeBytes = await freeBytesOf(folder);
  if (freeBytes < neededBytes) throw refusal(neededBytes, freeBytes);
}

/** A size for people in whole megabytes, rounded up. */
export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
