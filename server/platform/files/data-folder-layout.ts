/** What AVATAR keeps in its data folder, by name. Paths are relative to it. */
export const databaseFile = "app.db";
/** The database and what SQLite keeps beside it: they are moved together or not at all. */
export const databaseFiles = ["app.db-wal", "app.db-shm", "app.db-journal", databaseFile] as const;
export const lockFile = "app.lock";
export const secretFile = ".auth-secret";
export const certificateFolder = "certs";
export const recordingFolders = ["audio/raw", "audio/profiles", "audio/tts"] as const;
export const safetyCopyFolder = "safety-copies";
export const quarantineFolder = "quarantine";
/** Where a restore gathers what comes; gone when it is over. */
export const restoringFolder = ".restoring";

/** Folders that hold nothing but AVATAR's own files, and so do the folders in them. */
export const ownFolders = [
  "audio",
  certificateFolder,
  "logs",
  "processes",
  safetyCopyFolder,
  quarantineFolder,
  restoringFolder,
];

/** Files in the data folder itself that AVATAR makes. */
export const ownFiles = [...databaseFiles, lockFile, `${lockFile}-journal`, secretFile];

/** A moment as a part of file names, in UTC: 2026-11-27T21-30-05Z. Names with it sort by time. */
export function stampOf(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
}

/** The moment in a name that begins with a stamp; null for any other name. */
export function momentOf(name: string): number | null {
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\dZ)/.exec(name);
  const atMs = stamp ? Date.parse(`${stamp[1]}:${stamp[2]}:${stamp[3]}`) : Number.NaN;
  return Number.isNaN(atMs) ? null : atMs;
}
