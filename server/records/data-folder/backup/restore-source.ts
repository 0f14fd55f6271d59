import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { hashFile } from "../../../platform/files/verified-file";
import { ExplainedError, explained, sentence } from "../../../platform/words/sentence";
import { damageOf } from "../database-work.mjs";
import { inspectDatabase } from "../inspect";
import { type BackedUpFile, readManifest } from "./manifest";
import { createObjectStore } from "./object-store";

/** The source of a restore: a whole backup, or only a database (a safety copy). */
export interface RestoreSource {
  kind: "backup" | "database";
  /** The absolute path that the person gave. */
  path: string;
  /** When it was made; null when only the file's own time could tell. */
  createdAt: string | null;
  turns: number;
  /** Recordings that the rows name. */
  named: ReadonlySet<string>;
  databasePath: string;
  files: readonly BackedUpFile[];
  /** Recordings that rows name but that the backup never had. */
  missing: readonly string[];
  /** Absolute path of a file's content. */
  contentOf(file: BackedUpFile): string;
}

/** Reads the manifest and checks the database. Throws an Error that says what is wrong; changes nothing. */
export async function openRestoreSource(path: string, latestMigration: number): Promise<RestoreSource> {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there) throw explained("{path} is not there.", { path });
  const source = there.isDirectory() ? await openBackup(path) : openDatabaseFile(path);
  const damage = damageOf(source.databasePath, "integrity_check");
  if (damage) {
    throw new ExplainedError([
      sentence("The database in {path} is damaged: {damage}", { path, damage }),
      sentence("Nothing was changed."),
    ]);
  }
  const { database, named } = inspectDatabase(source.databasePath);
  if (database.kind !== "readable" || database.lastMigration === 0)
    throw explained("{path} holds no database of AVATAR's.", { path });
  if (database.lastMigration > latestMigration) {
    throw explained("{path} was made by a later version of AVATAR: restore it with that version.", { path });
  }
  const listed = new Set([...source.files.map((file) => file.path), ...source.missing]);
  const unlisted = source.kind === "backup" ? [...named].filter((recording) => !listed.has(recording)) : [];
  if (unlisted.length > 0) {
    throw explained("{path} lacks {count} recordings that its database names.", { path, count: unlisted.length });
  }
  return { ...source, turns: database.turns, named };
}

type Unchecked = Omit<RestoreSource, "turns" | "named">;

async function openBackup(path: string): Promise<Unchecked> {
  const manifest = await readManifest(path);
  if (!manifest) throw explained("{path} holds no finished backup (there is no avatar-backup.json in it).", { path });
  const store = createObjectStore(path);
  const databasePath = store.pathOf(manifest.database.sha256);
  const content = await hashFile(databasePath).catch(() => null);
  if (content?.sha256 !== manifest.database.sha256)
    throw explained("The database in {path} is damaged. Nothing was changed.", { path });
  return {
    kind: "backup",
    path: resolve(path),
    createdAt: manifest.createdAt,
    databasePath,
    files: manifest.files,
    missing: manifest.missing,
    contentOf: ({ sha256 }) => store.pathOf(sha256),
  };
}

function openDatabaseFile(path: string): Unchecked {
  if (basename(path) === "app.db-wal") throw explained("Name the database itself, not its write-ahead log.");
  const none = () => path;
  return {
    kind: "database",
    path: resolve(path),
    createdAt: null,
    databasePath: path,
    files: [],
    missing: [],
    contentOf: none,
  };
}
