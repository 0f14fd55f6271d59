import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { Config } from "../../config/config";
import { latestMigrationIn } from "../../platform/db/connection";
import { lockDataFolder } from "../../platform/db/instance-lock";
import { silentLogger } from "../../platform/observability/logger";
import { createBackup } from "../../records/data-folder/backup/create-backup";
import { restore } from "../../records/data-folder/backup/restore";
import { openRestoreSource, type RestoreSource } from "../../records/data-folder/backup/restore-source";
import { describeDataFolder, inspectDataFolder } from "../../records/data-folder/inspect";
import { finishRestore } from "../../records/data-folder/restore-swap";
import { rollBackCutOffTransaction } from "../../records/data-folder/rollback-journal";
import { createRecordings } from "../../records/recordings/file-recordings";
import { auditData } from "../audit-data";
import { isConfirmed } from "../confirm";
import { commandConfig, program } from "../environment";
import { createProgressDisplay, formatBytes } from "../progress";
import { say } from "../words/say";

async function backup(folder: string): Promise<void> {
  const config = commandConfig();
  const { dataDir } = config;
  // Only this user may read what is written from here on.
  process.umask(0o077);
  const display = progressDisplay(say("Backing up"));
  const report = await createBackup({
    dataDir,
    folder: resolve(folder),
    avatarVersion: program.version,
    onProgress: display.update,
  }).finally(display.end);
  const { turns, files, totalBytes, newFiles, newBytes, missing, changed } = report;
  await auditData("data.backup", { turns, files }, config);
  console.log(
    say("{turns} turns and {files} files ({size}) are in {folder}; {newFiles} files ({newSize}) were new.", {
      ...{ turns, files, size: formatBytes(totalBytes), folder: resolve(folder) },
      ...{ newFiles, newSize: formatBytes(newBytes) },
    }),
  );
  if (missing.length > 0) {
    console.error(say("{count} recordings that the history names are not on disk.", { count: missing.length }));
  }
  if (changed.length > 0)
    console.error(
      say(
        "{count} files changed during the backup: what the history says of them may be a moment older. A backup while nobody talks has all of one moment.",
        { count: changed.length },
      ),
    );
}

interface RestoreFlags {
  yes?: boolean;
  withoutDamaged?: boolean;
}

async function restoreFrom(path: string, flags: RestoreFlags): Promise<void> {
  const config = commandConfig();
  process.umask(0o077);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockDataFolder(config.dataDir);
  try {
    await finishRestore(config.dataDir);
    const source = await openRestoreSource(resolve(path), latestMigrationIn(program.migrationsFolder));
    console.error(await comparison(config, source));
    if (!flags.yes && !(await isConfirmed(say("Restore?"), say("add --yes to restore.")))) {
      console.error(say("Nothing was changed."));
      process.exitCode = 1;
      return;
    }
    const display = progressDisplay(say("Restoring"));
    const report = await restore({
      dataDir: config.dataDir,
      source,
      withoutDamaged: flags.withoutDamaged ?? false,
      nowMs: Date.now(),
      onProgress: display.update,
    }).finally(display.end);
    const back = { turns: source.turns, files: report.files };
    await auditData("data.restore", back, config);
    console.log(say("{turns} turns and {files} files are back. Start AVATAR with: npm start", back));
    if (report.missing > 0) {
      console.error(say("{count} recordings that the history names are not there.", { count: report.missing }));
    }
    if (report.setAside) {
      const folder = join(config.dataDir, "quarantine", report.setAside);
      console.error(say("What was there before is in {folder}.", { folder }));
    }
  } finally {
    unlock();
  }
}

/** Describes the present data and the backup, for the person who must confirm the restore. */
async function comparison(config: Config, source: RestoreSource): Promise<string> {
  const { dataDir } = config;
  rollBackCutOffTransaction(config.databasePath);
  const facts = await inspectDataFolder(dataDir, createRecordings(dataDir, silentLogger));
  const bytes = source.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const { turns, files, createdAt } = source;
  const backup = createdAt ? say("backup, made {at}", { at: createdAt }) : say("backup");
  const what = source.kind === "backup" ? backup : say("database only; the recordings stay");
  const content = { turns, files: files.length, size: formatBytes(bytes) };
  const present = describeDataFolder(facts);
  return [
    say("There is now, in {folder}:", { folder: dataDir }),
    `  ${say(present.text, present.values)}`,
    say("To be restored, from {path} ({what}):", { path: source.path, what }),
    `  ${source.kind === "backup" ? say("{turns} turns, {files} files ({size})", content) : say("{turns} turns", content)}`,
    say("What is there now is moved to quarantine/, nothing is deleted."),
  ].join("\n");
}

function progressDisplay(title: string) {
  const startedMs = performance.now();
  const display = createProgressDisplay(title);
  return {
    end: display.end,
    update({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }) {
      const seconds = (performance.now() - startedMs) / 1_000;
      const bytesPerSecond = seconds > 1 ? doneBytes / seconds : null;
      display.update({ item: "data", receivedBytes: doneBytes, totalBytes, bytesPerSecond });
    },
  };
}

export function addBackupCommands(commands: Command): void {
  commands
    .command("backup")
    .argument("<dir>", "a folder on another disk; the same one again takes only what is new")
    .description("copy the database, recordings, cloned voices, login secret and certificate, also while AVATAR runs")
    .action(backup);
  commands
    .command("restore")
    .argument("<source>", "a folder made by backup, or a safety copy of the database")
    .description("put a backup back in place of what is there; AVATAR must not run")
    .option("--yes", "do not ask")
    .option("--without-damaged", "leave files out that are damaged in the backup")
    .action(restoreFrom);
}
