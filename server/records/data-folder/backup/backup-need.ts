import DatabaseDriver from "better-sqlite3";
import { alertTargetsSchema, defaultAlertTargets } from "../../../../lib/alerts/targets";

export interface BackupNeed {
  /** When the oldest turn was stored, Unix seconds; null: there is nothing to lose yet. */
  oldestTurnS: number | null;
  /** How old the newest backup may be; null: backups are made by other means. */
  ageHours: number | null;
}

/** What a database asks of backups, while a server may use it; null: nobody knows. */
export function readBackupNeed(databasePath: string): BackupNeed | null {
  let sqlite: DatabaseDriver.Database | undefined;
  try {
    sqlite = new DatabaseDriver(databasePath, { readonly: true, fileMustExist: true, timeout: 2_000 });
    const one = (query: string) => sqlite?.prepare(query).pluck().get();
    const decided = one("SELECT value FROM house_settings WHERE key = 'alertTargets'");
    const targets = alertTargetsSchema.safeParse(typeof decided === "string" ? JSON.parse(decided) : null);
    return {
      oldestTurnS: one("SELECT min(created_at) FROM conversations") as number | null,
      ageHours: (targets.success ? targets.data : defaultAlertTargets).backupAgeHours,
    };
  } catch {
    return null;
  } finally {
    sqlite?.close();
  }
}
