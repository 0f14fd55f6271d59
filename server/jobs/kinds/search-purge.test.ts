import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import { conversations, jobs, sessions } from "../../../drizzle/schema";
import { SharedActivity } from "../../inference/scheduling/shared-activity";
import { changeMarkOf } from "../../platform/db/change-mark";
import { startCheckpointer } from "../../platform/db/checkpointer";
import { holdLock } from "../../platform/db/testing/hold-lock";
import { silentLogger } from "../../platform/observability/logger";
import { deleteConversation } from "../../records/sessions/delete-conversation";
import { startSession } from "../../records/sessions/start-session";
import { openTestDb } from "../../records/testing/test-db";
import { sessionOptions, turnInput } from "../../records/testing/turn-input";
import { recordTurn } from "../../records/turns/record-turn";
import { openJobs } from "../open";
import { createSearchPurge } from "./search-purge";

const word = "xylophon";

/** Two conversations with the word in them, and one that goes on. */
async function talk() {
  const opened = openTestDb();
  const { as, db, clock, sqlite } = opened;
  const ada = as(await opened.person("ada"));
  const system = as({ kind: "system", job: "jobs" });
  const session = async () => (await startSession(ada, sessionOptions)).sessionId;
  const [first, second, other] = [await session(), await session(), await session()];
  for (const id of [first, second]) {
    for (let turn = 1; turn <= 3; turn++)
      await recordTurn(ada, turnInput(id, turn, { userText: `My ${word} ${turn}.` }));
  }
  let turns = 0;
  const sayMore = () => recordTurn(ada, turnInput(other, ++turns));
  await sayMore();
  const remove = async (...ids: string[]) => {
    for (const sessionId of ids) await deleteConversation(ada, { sessionId });
    clock.nowS += 10;
  };
  const hasWord = (end: string) => readFileSync(`${sqlite.name}${end}`).includes(word);
  const filesWithWord = () => ["", "-wal"].filter(hasWord);
  const isIndexed = () =>
    sqlite
      .prepare("select block from turn_search_data")
      .pluck()
      .all()
      .some((block) => (block as Buffer).includes(word));
  const purges = () => db.select().from(jobs).where(eq(jobs.kind, "search_purge")).all();
  return { ...opened, ada, system, first, second, sayMore, remove, filesWithWord, isIndexed, purges };
}

async function run({ system, sqlite }: Awaited<ReturnType<typeof talk>>, activity = new SharedActivity()) {
  const unused = {} as never;
  const checkpointer = startCheckpointer(sqlite.name, () => undefined);
  const runner = openJobs({
    ...{ ctx: system, changeMark: changeMarkOf(sqlite), logger: silentLogger, activity, emptyLog: checkpointer.empty },
    forgetInSafetyCopies: async () => undefined,
    ...{ maker: unused, speaker: unused, stt: unused, leases: unused, tts: unused, replay: unused },
  });
  onTestFinished(async () => {
    await runner.close();
    await checkpointer.close();
  });
  await runner.start();
  return runner;
}

test("removals end while somebody talks; once all are quiet, the words leave the index and the files", async () => {
  const fixture = await talk();
  const { db, first, second, remove, sayMore, filesWithWord, isIndexed, purges } = fixture;
  const activity = new SharedActivity();
  const stopTalking = activity.begin();
  await remove(first, second);
  await run(fixture, activity);
  await expect.poll(() => db.select().from(sessions).all(), { timeout: 20_000 }).toHaveLength(1);
  expect(db.select().from(conversations).all()).toHaveLength(1);
  expect(isIndexed()).toBe(true);
  await sayMore();
  stopTalking();
  await expect.poll(() => purges().map(({ state }) => state), { timeout: 20_000 }).toContain("completed");
  await expect.poll(() => [isIndexed(), filesWithWord()], { timeout: 20_000 }).toEqual([false, []]);
  // Both removals were purged at once, or one after the other.
  await expect.poll(() => purges().filter(({ state }) => state !== "completed"), { timeout: 20_000 }).toEqual([]);
});

test("a reader keeps the words in the log only until it ends", async () => {
  const fixture = await talk();
  const { first, second, remove, filesWithWord, purges, sqlite } = fixture;
  const reader = await holdLock(sqlite.name, "BEGIN", "SELECT count(*) FROM conversations");
  await remove(first, second);
  await run(fixture);
  await expect.poll(() => purges().map(({ state }) => state), { timeout: 20_000 }).toContain("completed");
  expect(filesWithWord()).not.toEqual([]);
  await reader.release();
  await expect.poll(filesWithWord, { timeout: 20_000 }).toEqual([]);
});

test("a purge that a killed server left goes on at the next start; without a removal there is none", async () => {
  const fixture = await talk();
  const { db, first, remove, isIndexed, purges } = fixture;
  const killed = await run(fixture);
  await remove(first);
  await expect.poll(() => purges().map(({ state }) => state), { timeout: 20_000 }).toEqual(["completed"]);
  // The other conversation's.
  expect(isIndexed()).toBe(true);
  await killed.close();
  db.update(jobs).set({ state: "active", attemptsMade: 5 }).where(eq(jobs.kind, "search_purge")).run();
  await run(fixture);
  await expect.poll(() => purges().map(({ state }) => state), { timeout: 20_000 }).toEqual(["completed"]);
});

test("where a turn is stored between any two steps, the rest is put off", async () => {
  const { system, sayMore, purges, clock } = await talk();
  const db: typeof system.db = {
    ...system.db,
    async write(work, options) {
      const result = await system.db.write(work, options);
      await sayMore();
      return result;
    },
  };
  const purge = createSearchPurge({ activity: new SharedActivity(), emptyLog: () => undefined, mostSteps: 5 });
  await purge({ ctx: { ...system, db }, signal: new AbortController().signal } as Parameters<typeof purge>[0]);
  expect(purges()).toMatchObject([{ state: "waiting", runAt: clock.nowS + 600 }]);
});
