import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { silentLogger } from "../../../platform/observability/logger";
import { nowS } from "../../../platform/timing/unix-time";
import { fillIn } from "../../../platform/words/sentence";
import type { RecordsContext } from "../../context";
import { createRecordings } from "../../recordings/file-recordings";
import { reconcileRecordings } from "../../recordings/reconcile";
import { startSession } from "../../sessions/start-session";
import { migrationsFolder } from "../../testing/test-db";
import { sessionOptions, tone, turnInput } from "../../testing/turn-input";
import { recordTurn } from "../../turns/record-turn";
import { openDataFolder } from "../open-data-folder";

/** A data folder that can be opened several times, as by successive servers; removed when the test is over. */
export function openTestDataFolder(maxSessions = 5) {
  const root = mkdtempSync(join(tmpdir(), "avatar-data-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const dataDir = join(root, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  const recordings = createRecordings(dataDir, silentLogger);
  const printed: string[] = [];
  let sounds = 0;
  /** Unique for each turn. */
  const sound = (sampleRateHz: number) => ({ pcm: tone(++sounds), sampleRateHz });

  /** Opens it as main.ts does. */
  async function start(
    changes: { acceptNewDatabase?: boolean; migrationsFolder?: string; longestCheckMs?: number } = {},
  ) {
    const opened = await openDataFolder({
      dataDir,
      databasePath: join(dataDir, "app.db"),
      migrationsFolder,
      maxSessions,
      acceptNewDatabase: false,
      quarantineDays: 30,
      builtMs: 0,
      recordings,
      logger: silentLogger,
      tell: (line) => printed.push(fillIn(line)),
      ...changes,
    });
    const as = (actor: RecordsContext["actor"]): RecordsContext => ({
      db: opened.db,
      recordings,
      actor,
      nowS,
    });
    const report = await reconcileRecordings(as({ kind: "system", job: "reconcile" }));
    return {
      ...opened,
      report,
      as,
      /** Stores spoken turns of a new session of a new person. */
      async talk(turns: number): Promise<string> {
        const username = `person-${Math.random()}`;
        const insert = opened.sqlite.prepare(
          "INSERT INTO users (username, password_hash, role, created_at) VALUES (?, '', 'staff', 1)",
        );
        const userId = Number(insert.run(username).lastInsertRowid);
        const ctx = as({ kind: "user", userId, username, role: "staff" });
        const { sessionId } = await startSession(ctx, sessionOptions);
        for (let turn = 1; turn <= turns; turn++) {
          const [userAudio, replyAudio] = [sound(16_000), sound(24_000)];
          await recordTurn(ctx, turnInput(sessionId, turn, { userAudio, replyAudio }));
        }
        return sessionId;
      },
      async stop() {
        await opened.guard.close();
        opened.close();
      },
    };
  }

  return { root, dataDir, recordings, printed, start };
}

/** Everything under a folder: relative path → SHA-256. */
export function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
}
