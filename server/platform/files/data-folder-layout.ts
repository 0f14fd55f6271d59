/** The names of what AVATAR keeps in its data folder. Paths are relative to it. */
export const databaseFile = "app.db";
/** The database and the files that SQLite keeps beside it: they are moved together or not at all. */
export const databaseFiles = ["app.db-wal", "app.db-shm", "app.db-journal", databaseFile] as const;
export const lockFile = "app.lock";
export const secretFile = ".auth-secret";
/** When the newest backup was made. */
export const lastBackupFile = "last-backup.json";
export const certificateFolder = "certs";
/** The sound of replays, by run. */
export const replayFolder = "audio/replays";
/**
 * What no turn names: voices, documents of consents, the sound of replays. A backup has it, recordings of drafts aside.
 */
export const broughtFolders = ["audio/profiles", "audio/consents", replayFolder] as const;
export const recordingFolders = ["audio/raw", "audio/tts", ...broughtFolders] as const;
export const safetyCopyFolder = "safety-copies";
export const quarantineFolder = "quarantine";
/** Where a restore collects the new files; removed when it is over. */
export const restoringFolder = ".restoring";

/** Folders that hold only AVATAR's own files, at any depth. */
export const ownFolders = [
  "audio",
  certificateFolder,
  "logs",
  "processes",
  safetyCopyFolder,
  quarantineFolder,
  restoringFolder,
];

/** Files that AVATAR creates directly in the data folder. */
export const ownFiles = [...databaseFiles, lockFile, `${lockFile}-journal`, secretFile, lastBackupFile];

/** A time in UTC as part of a file name: 2026-11-27T21-30-05Z. Names that begin with it sort by time. */
export function stampOf(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
}

/** The time (ms since the epoch) in a name that begins with such a stamp; null for any other name. */
export function momentOf(name: string): number | null {
  const stamp = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\dZ)/.exec(name);
  const atMs = stamp ? Date.parse(`${stamp[1]}:${stamp[2]}:${stamp[3]}`) : Number.NaN;
  return Number.isNaN(atMs) ? null : atMs;
}
