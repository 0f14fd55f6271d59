/** What AVATAR keeps in its data folder, by name. Paths are relative to it. */
const databaseFile = "app.db";
/** The database and what SQLite keeps beside it: they are moved together or not at all. */
const databaseFiles = ["app.db-wal", "app.db-shm", "app.db-journal", databaseFile] as const;
const lockFile = "app.lock";
const secretFile = ".auth-secret";
export const certificateFolder = "certs";
const safetyCopyFolder = "safety-copies";
const quarantineFolder = "quarantine";
/** What a restore took the place of, in a dated folder. */
const replacedFolder = "replaced";
/** Where a restore gathers what comes; gone when it is over. */
const restoringFolder = ".restoring";

/** Folders that hold nothing but AVATAR's own files, and so do the folders in them. */
export const ownFolders = [
  "audio",
  certificateFolder,
  "logs",
  "processes",
  safetyCopyFolder,
  quarantineFolder,
  replacedFolder,
  restoringFolder,
];

/** Files in the data folder itself that AVATAR makes. */
export const ownFiles = [...databaseFiles, lockFile, `${lockFile}-journal`, secretFile];
