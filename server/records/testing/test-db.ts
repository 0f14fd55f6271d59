import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { users } from "../../../drizzle/schema";
import type { Role } from "../../../lib/auth/permissions";
import type { Actor, UserActor } from "../../access/actor";
import { hashPassword } from "../../access/passwords";
import { migrateDatabase, openDatabase } from "../../platform/db/connection";
import { silentLogger } from "../../platform/observability/logger";
import type { RecordsContext } from "../context";
import { createRecordings } from "../recordings/file-recordings";

export const migrationsFolder = fileURLToPath(new URL("../../../drizzle/migrations", import.meta.url));

/** Computed once: a hash is slow on purpose. */
let passwordHash: Promise<string> | undefined;

/** A data folder with a real database, removed when the test is over. Tests read rows with `db`; `as` is for verbs. */
export function openTestDb() {
  const dataDir = mkdtempSync(join(tmpdir(), "avatar-test-"));
  const { db: database, tables: db, sqlite } = openDatabase(join(dataDir, "app.db"));
  migrateDatabase(db, migrationsFolder);
  onTestFinished(() => {
    sqlite.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const recordings = createRecordings(dataDir, silentLogger);
  const clock = { nowS: 1_800_000_000 };
  const as = (actor: Actor): RecordsContext => ({ db: database, recordings, actor, nowS: () => clock.nowS });
  const system = as({ kind: "system", job: "command_line" });
  /** A user with the password `correct horse`, as an actor. */
  const person = async (username: string, role: Role = "staff"): Promise<UserActor> => {
    passwordHash ??= hashPassword("correct horse");
    const row = { username, role, passwordHash: await passwordHash, createdAt: clock.nowS };
    const { userId } = db.insert(users).values(row).returning({ userId: users.id }).get();
    return { kind: "user", userId, username, role };
  };
  return { dataDir, db, sqlite, recordings, clock, as, system, person };
}
