import { mkdirSync } from "node:fs";
import { type Config, loadConfig } from "../config/config";
import { createModelStore, type LocalModelStore } from "../inference/models/store";
import { isDataFolderInUse } from "../platform/db/instance-lock";
import { silentLogger } from "../platform/observability/logger";
import { programOf } from "../platform/program";
import { nowS } from "../platform/timing/unix-time";
import type { RecordsContext } from "../records/context";
import { openDatabaseForCommand } from "../records/data-folder/open-data-folder";
import { createRecordings } from "../records/recordings/file-recordings";
import { say } from "./words/say";

export const program = programOf(import.meta.url);
const { projectRoot, migrationsFolder } = program;

export function commandConfig(): Config {
  const config = loadConfig(process.env, projectRoot);
  for (const warning of config.warnings) console.error(say("Warning: {warning}", { warning }));
  return config;
}

/** Runs `work` with the model store of this configuration. */
export async function withModelStore<T>(work: (store: LocalModelStore, config: Config) => Promise<T>): Promise<T> {
  const config = commandConfig();
  const store = createModelStore({
    directory: config.modelsDir,
    sharedFolder: config.modelsSource,
    npmDirectory: projectRoot,
    logger: silentLogger,
  });
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}

/**
 * Runs `work` as the system user on the data folder's database, after migrating it. A running server may use the
 * database at the same time; SQLite's locks serialise the writes.
 */
export async function withRecords<T>(
  work: (ctx: RecordsContext) => T | Promise<T>,
  config: Pick<Config, "dataDir" | "databasePath" | "maxSessions"> = commandConfig(),
): Promise<T> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const recordings = createRecordings(config.dataDir, silentLogger);
  const isInUse = isDataFolderInUse(config.dataDir);
  const { db, close } = await openDatabaseForCommand({ ...config, migrationsFolder, recordings, isInUse });
  try {
    return await work({
      db,
      recordings,
      actor: { kind: "system", job: "command_line" },
      nowS,
    });
  } finally {
    close();
  }
}
