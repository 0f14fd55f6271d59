import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { jobs, sessions } from "../../../drizzle/schema";
import { changeMarkOf } from "../../platform/db/change-mark";
import { silentLogger } from "../../platform/observability/logger";
import { guardDatabase } from "../../records/data-folder/database-guard";
import { createDatabaseThreads } from "../../records/data-folder/database-thread";
import { deleteConversation } from "../../records/sessions/delete-conversation";
import { startSession } from "../../records/sessions/start-session";
import { openTestDb } from "../../records/testing/test-db";
import { sessionOptions, turnInput } from "../../records/testing/turn-input";
import { recordTurn } from "../../records/turns/record-turn";
import { openJobs } from "../open";

const word = "xylophone";

test("the safety copy of a start at which a removal waits loses the words, although the first try fails", async () => {
  const { dataDir, sqlite, db, clock, as, person } = openTestDb();
  const ada = as(await person("ada"));
  const { sessionId } = await startSession(ada, sessionOptions);
  await recordTurn(ada, turnInput(sessionId, 1, { userText: `My ${word}.` }));
  await deleteConversation(ada, { sessionId });
  const databasePath = join(dataDir, "app.db");
  const guard = guardDatabase({
    ...{ dataDir, databasePath, threads: createDatabaseThreads(), quarantineDays: 0, logger: silentLogger },
    ...{ tell: () => undefined, nowMs: Date.now, builtMs: 0 },
  });
  onTestFinished(guard.close);
  await guard.copyNow();
  const folder = join(dataDir, "safety-copies");
  const copiesWithWord = () => readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(word));
  expect(copiesWithWord()).toHaveLength(1);

  let tries = 0;
  const unused = {} as never;
  const runner = openJobs({
    ctx: as({ kind: "system", job: "jobs" }),
    changeMark: changeMarkOf(sqlite),
    logger: silentLogger,
    emptyLog: () => undefined,
    forgetInSafetyCopies: async (...asked) => {
      if (++tries === 1) throw Object.assign(new Error("the disk is full"), { code: "ENOSPC" });
      await guard.forgetConversation(...asked);
    },
    ...{ maker: unused, speaker: unused, stt: unused, leases: unused, tts: unused, replay: unused, activity: unused },
  });
  onTestFinished(runner.close);
  clock.nowS += 10;
  await runner.start();
  const removal = () => db.select().from(jobs).where(eq(jobs.kind, "conversation_removal")).get();
  await expect.poll(removal, { timeout: 20_000 }).toMatchObject({ state: "waiting", attemptsMade: 1 });
  expect(db.select().from(sessions).all()).toEqual([]);
  expect(copiesWithWord()).toHaveLength(1);
  clock.nowS += 60;
  await expect.poll(removal, { timeout: 20_000 }).toMatchObject({ state: "completed" });
  expect(copiesWithWord()).toEqual([]);
});
