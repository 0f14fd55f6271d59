import type { BackupNeed } from "../../../records/data-folder/backup/backup-need";
import { listSafetyCopies } from "../../../records/data-folder/safety-copies";
import { listQuarantine } from "../../../records/recordings/quarantine";
import { type Finding, ok, warning } from "../check";

const dayMs = 86_400_000;

/** Reports the copies that AVATAR makes of its own database. */
export function safetyCopiesFinding(dataDir: string, nowMs: number): Finding {
  const copies = listSafetyCopies(dataDir);
  const [newest] = copies;
  if (!newest) return ok("Safety copies", "none yet: one is made after each good check of the database");
  return ok(
    "Safety copies",
    `${copies.length}, the newest ${ageOf(newest.atMs, nowMs)} old with ${newest.turns} turns`,
  );
}

/** Reports how old the newest backup is, by the same line as the alert of the pages; nothing where none is needed. */
export function backupFindings(lastBackupS: number | null, need: BackupNeed | null, nowMs: number): Finding[] {
  if (!need || need.oldestTurnS === null || need.ageHours === null) return [];
  const sinceMs = Math.max(lastBackupS ?? need.oldestTurnS, need.oldestTurnS) * 1_000;
  const age = ageOf(sinceMs, nowMs);
  const isLate = nowMs - sinceMs > need.ageHours * 3_600_000;
  const says = lastBackupS === null ? `there is none, and the first turn is ${age} old` : `the newest is ${age} old`;
  return [isLate ? warning("Backup", says, "Make one: npx avatar backup (docs/backup.md).") : ok("Backup", says)];
}

/** Reports the files in quarantine, which wait to be restored or removed. */
export function quarantineFinding(dataDir: string, keepDays: number, nowMs: number): Finding {
  const entries = listQuarantine(dataDir);
  const oldest = entries.at(-1);
  if (!oldest) return ok("Quarantine", "empty");
  const files = entries.reduce((sum, entry) => sum + entry.files.length, 0);
  const megabytes = entries.reduce((sum, entry) => sum + entry.bytes, 0) / 1e6;
  const end = keepDays === 0 ? "kept for ever" : `removed after ${keepDays} days`;
  return warning(
    "Quarantine",
    `${files} files (${megabytes.toFixed(1)} MB) in ${dataDir}/quarantine, the oldest ${ageOf(oldest.atMs, nowMs)} old; ${end}`,
    "Restore the database that names them and start: they come back. Or delete their folders. See docs/backup.md.",
  );
}

function ageOf(atMs: number, nowMs: number): string {
  const hours = Math.max(0, nowMs - atMs) / 3_600_000;
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor((nowMs - atMs) / dayMs)} days`;
}
