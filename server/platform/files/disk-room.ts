import { statfs } from "node:fs/promises";

/** Free space on the disk of a folder, bytes. Rejects when the folder does not exist. */
export async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Throws the Error that `refusal` makes when the disk of a folder has less than `neededBytes` free. It gets both sizes
 * for people, as `formatRoom` writes them.
 */
export async function requireRoom(
  folder: string,
  neededBytes: number,
  refusal: (needed: string, free: string) => Error,
): Promise<void> {
  const freeBytes = await freeBytesOf(folder);
  if (freeBytes < neededBytes) throw refusal(formatRoom(neededBytes, Math.ceil), formatRoom(freeBytes, Math.floor));
}

/**
 * A size for people: whole MB below 1 GB, else GB with two digits. What is needed is rounded up and what is free down,
 * so that the two never look equal and nobody makes too little room.
 */
export function formatRoom(bytes: number, round: typeof Math.ceil | typeof Math.floor): string {
  if (bytes < 1e9) return `${round(bytes / 1e6)} MB`;
  return `${(round(bytes / 1e7) / 100).toFixed(2)} GB`;
}

/** Whether an error of the file system says that there is no room left on the disk. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}
