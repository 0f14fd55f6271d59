import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { revokedLogins } from "../../../../drizzle/schema";
import { migrateDatabase, openDatabase } from "../connection";
import { serveFrom } from "../serve-from";

/** A database of one test, opened as the server has it. */
export function servingDatabase(lockTimeoutMs?: number) {
  const folder = mkdtempSync(join(tmpdir(), "avatar-db-"));
  const path = join(folder, "app.db");
  const opened = openDatabase(path);
  migrateDatabase(opened.tables, "drizzle/migrations");
  const troubles: unknown[] = [];
  const serving = serveFrom(opened, {
    onTrouble: (error) => troubles.push(error),
    ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }),
  });
  onTestFinished(async () => {
    await serving.close();
    opened.close();
    rmSync(folder, { recursive: true });
  });
  const write = (loginId: string) =>
    opened.db.write((tx) => {
      tx.insert(revokedLogins).values({ loginId, expiresAt: 1 }).run();
    });
  /** In the order in which they were written. */
  const written = () =>
    (opened.sqlite.prepare("SELECT login_id FROM revoked_logins ORDER BY rowid").pluck().all() as string[]).join(" ");
  return { ...opened, ...serving, path, folder, troubles, write, written };
}
