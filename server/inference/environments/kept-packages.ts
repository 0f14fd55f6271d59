import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hashFile } from "../../platform/files/verified-file";
import type { LockedPackage } from "./lock-file";

/**
 * The packages of which an earlier installation has kept a right file in this folder. Wrong files, and those of other
 * versions, are deleted.
 */
export async function keptPackages(
  folder: string,
  packages: readonly LockedPackage[],
  signal: AbortSignal,
): Promise<LockedPackage[]> {
  const kept: LockedPackage[] = [];
  const names = await readdir(folder).catch(() => []);
  for (const path of names.filter((name) => name.endsWith(".whl")).map((name) => join(folder, name))) {
    const { sha256 } = await hashFile(path, { signal });
    const owner = packages.find(({ hashes }) => hashes.includes(sha256));
    if (owner) kept.push(owner);
    else await rm(path, { force: true });
  }
  return kept;
}

/** The bytes of all wheels below a folder, whole or not. */
export async function wheelBytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const wheels = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".whl"));
  const sizes = await Promise.all(
    wheels.map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
