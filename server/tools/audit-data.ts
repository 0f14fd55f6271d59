import { existsSync } from "node:fs";
import type { AuditAction } from "../../lib/audit/actions";
import type { Config } from "../config/config";
import { isUpToDate, openDatabase } from "../platform/db/connection";
import { silentLogger } from "../platform/observability/logger";
import { nowS } from "../platform/timing/unix-time";
import { appendAudit } from "../records/audit";
import { createRecordings } from "../records/recordings/file-recordings";
import { program } from "./environment";
import { say } from "./words/say";

/**
 * Records what a command did to all of the data, beside a running server too. A database of an earlier version is left
 * as it is: a backup is not to bring it up to date, so that act has no row. Says so where the row can't be written.
 */
export async function auditData(
  action: Extract<AuditAction, `data.${string}`>,
  facts: { turns?: number; files: number },
  { dataDir, databasePath }: Pick<Config, "dataDir" | "databasePath">,
): Promise<void> {
  // Opening it would make one.
  if (!existsSync(databasePath)) return;
  const { db, tables, close } = openDatabase(databasePath);
  try {
    if (!isUpToDate(tables, program.migrationsFolder)) return;
    const recordings = createRecordings(dataDir, silentLogger);
    const ctx = { db, recordings, nowS, actor: { kind: "system", job: "command_line" } } as const;
    const act = { action, entity: "data", entityId: "all", before: null, after: facts } as const;
    await db.write((tx) => appendAudit(tx, ctx, act));
  } catch {
    console.error(say("It could not be written down in the audit log."));
  } finally {
    close();
  }
}
