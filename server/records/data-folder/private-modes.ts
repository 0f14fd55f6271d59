import { chmodSync, type Dirent, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { certificateFolder, ownFiles, ownFolders } from "../../platform/files/data-folder-layout";

const folderMode = 0o700;
const fileMode = 0o600;

/**
 * Removes other users' rights from AVATAR's folders and from its files in the data folder: only the server's user may
 * read what people said. The data folder itself is tightened only if nothing else lies in it, because by default it is
 * the project's root. Links and files of other users are left alone. Returns the relative paths that were too open.
 */
export function tightenModes(dataDir: string): string[] {
  const entries = readdirSync(dataDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && ownFolders.includes(entry.name));
  const tightened = folders.flatMap(({ name }) => [name, ...foldersIn(dataDir, name)]).filter(isTightened(folderMode));
  const files = [...ownFiles, ...filesIn(dataDir, certificateFolder)];
  tightened.push(...files.filter(isTightened(fileMode)));
  if (entries.every(isOurs)) tightened.push(...["."].filter(isTightened(folderMode)));
  return tightened;

  function isTightened(mode: number) {
    return (path: string) => tighten(join(dataDir, path), mode);
  }
}

function isOurs(entry: Dirent): boolean {
  return entry.isDirectory() ? ownFolders.includes(entry.name) : ownFiles.includes(entry.name);
}

function foldersIn(dataDir: string, folder: string): string[] {
  return entriesOf(join(dataDir, folder))
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [`${folder}/${name}`, ...foldersIn(dataDir, `${folder}/${name}`)]);
}

function filesIn(dataDir: string, folder: string): string[] {
  return entriesOf(join(dataDir, folder))
    .filter((entry) => entry.isFile())
    .map(({ name }) => `${folder}/${name}`);
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Changed by name, never through a descriptor: closing one would drop SQLite's locks on that file. */
function tighten(path: string, mode: number): boolean {
  try {
    const there = lstatSync(path);
    const isForOthersToo = (there.mode & 0o077) !== 0;
    if (there.isSymbolicLink() || !isForOthersToo || there.uid !== process.getuid?.()) return false;
    chmodSync(path, mode);
    return true;
  } catch {
    // The file is missing, or its file system has no modes.
    return false;
  }
}
