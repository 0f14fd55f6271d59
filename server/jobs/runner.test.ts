import { setTimeout as delay } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { jobs } from "../../drizzle/schema";
import { AppError } from "../../lib/errors";
import { changeMarkOf } from "../platform/db/change-mark";
import { silentLogger } from "../platform/observability/logger";
import { cancelJob } from "../records/jobs/cancel-job";
import { enqueue } from "../records/jobs/enqueue";
import { findJob } from "../records/jobs/find-job";
import { openTestDb } from "../records/testing/test-db";
import { createJobRunner, type JobHandlers } from "./runner";

const unused = async () => {
  throw new Error("not expected here");
};

/** A queue in a real database; `trial` does the work of the kind `voice_trial`, `removal` of `voice_removal`. */
async function fixture(trial: JobHandlers["voice_trial"], removal: JobHandlers["voice_removal"] = unused) {
  const opened = openTestDb();
  const ada = opened.as(await opened.person("ada"));
  const handlers = {
    reference: unused,
    consent_check: unused,
    voice_trial: trial,
    voice_removal: removal,
    conversation_removal: unused,
    search_purge: unused,
    webhook: unused,
    replay_run: unused,
  };
  const forgotten: number[] = [];
  const run = () => {
    const runner = createJobRunner({
      ctx: opened.as({ kind: "system", job: "jobs" }),
      handlers,
      changeMark: changeMarkOf(opened.sqlite),
      tidy: async ({ forgottenJobs }) => void forgotten.push(...forgottenJobs),
      logger: silentLogger,
      now: () => performance.now(),
    });
    onTestFinished(() => runner.close());
    return runner;
  };
  const add = (profileId: number) =>
    ada.db.write((tx) =>
      enqueue(tx, ada, { kind: "voice_trial", payload: { profileId, text: "Hello.", mode: "fast" } }),
    );
  const addRemoval = () => ada.db.write((tx) => enqueue(tx, ada, { kind: "voice_removal", payload: { profileId: 1 } }));
  const stateOf = async (jobId: number) => (await findJob(ada, { jobId })).state;
  return { ...opened, ada, run, add, addRemoval, stateOf, forgotten };
}

test("jobs run one after another in their order, and their results are kept", async () => {
  const order: string[] = [];
  const { run, add, ada } = await fixture(async ({ job }) => {
    order.push(`begin ${job.payload.profileId}`);
    await delay(20);
    order.push(`end ${job.payload.profileId}`);
    return { removed: job.payload.profileId };
  });
  const runner = run();
  const [first, second] = [await add(1), await add(2)];
  expect(await findJob(ada, { jobId: second })).toMatchObject({ state: "waiting", ahead: 1, progress: 0 });
  await runner.start();
  expect(await runner.finished(second)).toEqual({ removed: 2 });
  expect(await runner.finished(first)).toEqual({ removed: 1 });
  expect(order).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
  expect(await findJob(ada, { jobId: first })).toMatchObject({ state: "completed", ahead: 0, progress: 1 });
});

test("a job that is enqueued later, by anybody, is noticed", async () => {
  const { run, add, stateOf } = await fixture(async () => null);
  await run().start();
  const jobId = await add(1);
  await expect.poll(() => stateOf(jobId)).toBe("completed");
});

test("a failure is kept with its code; a passing one is tried again", async () => {
  const failures = [new AppError("model_loading"), new AppError("conflict", "No.")];
  const attempts: number[] = [];
  const { run, add, ada, clock, db } = await fixture(async ({ job }) => {
    attempts.push(job.attemptsMade);
    throw failures.shift() ?? new Error("secret detail");
  });
  const runner = run();
  const jobId = await add(1);
  await runner.start();
  await expect.poll(() => db.select().from(jobs).get()?.runAt).toBe(clock.nowS + 2);
  expect(await findJob(ada, { jobId })).toMatchObject({ state: "waiting" });
  clock.nowS += 2;
  const second = await add(2);
  await expect(runner.finished(jobId)).rejects.toMatchObject({ code: "conflict" });
  expect(attempts.slice(0, 2)).toEqual([1, 2]);
  expect(await findJob(ada, { jobId })).toMatchObject({ state: "failed", failedCode: "conflict", failedReason: "No." });
  await runner.finished(second).catch(() => undefined);
  // What was not thrown on purpose may hold anything: people get none of it.
  expect(await findJob(ada, { jobId: second })).toMatchObject({
    failedCode: "internal",
    failedReason: expect.not.stringContaining("secret"),
  });
});

test("a server that was killed leaves its job to the next one, but not for ever", async () => {
  const seen: number[] = [];
  const { run, add, db, stateOf } = await fixture(async ({ job }) => void seen.push(job.attemptsMade));
  const [once, often] = [await add(1), await add(2)];
  db.update(jobs).set({ state: "active", attemptsMade: 1 }).where(eq(jobs.id, once)).run();
  db.update(jobs).set({ state: "active", attemptsMade: 3 }).where(eq(jobs.id, often)).run();
  await run().start();
  await expect.poll(() => stateOf(once)).toBe("completed");
  expect(await stateOf(often)).toBe("failed");
  expect(seen).toEqual([2]);
});

test("a cancelled job is stopped, and stays cancelled", async () => {
  const stopped = vi.fn();
  const { run, add, ada, stateOf } = await fixture(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          stopped();
          reject(signal.reason as Error);
        });
      }),
  );
  await run().start();
  const jobId = await add(1);
  await expect.poll(() => stateOf(jobId)).toBe("active");
  await cancelJob(ada, { jobId });
  await expect.poll(() => stopped.mock.calls.length).toBe(1);
  expect(await stateOf(jobId)).toBe("cancelled");
});

test("at the end of the server a running job is stopped and stays for the next start", async () => {
  const { run, add, stateOf, db } = await fixture(
    ({ signal }) => new Promise((_, reject) => void signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const runner = run();
  await runner.start();
  const jobId = await add(1);
  await expect.poll(() => stateOf(jobId)).toBe("active");
  await runner.close();
  expect(await stateOf(jobId)).toBe("waiting");
  expect(db.select().from(jobs).get()).toMatchObject({ attemptsMade: 0 });
});

test("jobs are forgotten a day after their end", async () => {
  const { run, add, clock, db, forgotten, stateOf } = await fixture(async () => null);
  const runner = run();
  const jobId = await add(1);
  await runner.start();
  await runner.finished(jobId);
  await expect.poll(() => stateOf(jobId)).toBe("completed");
  await runner.close();
  clock.nowS += 86_401;
  await run().start();
  await expect.poll(() => db.select().from(jobs).all()).toEqual([]);
  expect(forgotten).toEqual([jobId]);
});

test("another person's job is not found", async () => {
  const { add, as, person } = await fixture(async () => null);
  const jobId = await add(1);
  const eve = as(await person("eve", "admin"));
  await expect(findJob(eve, { jobId })).rejects.toMatchObject({ code: "not_found" });
  await expect(cancelJob(eve, { jobId })).rejects.toMatchObject({ code: "not_found" });
});

test("what removes a voice's files is tried until it is done, whatever it failed with, and nobody cancels it", async () => {
  let failures = 4;
  const { run, addRemoval, ada, clock, db, stateOf } = await fixture(unused, async () => {
    failures -= 1;
    if (failures >= 0) throw new Error("EIO");
    return null;
  });
  const jobId = await addRemoval();
  await expect(cancelJob(ada, { jobId })).rejects.toMatchObject({ code: "forbidden" });
  db.update(jobs).set({ state: "active", attemptsMade: 7 }).run();
  await run().start();
  await expect
    .poll(
      async () => {
        clock.nowS += 700;
        return stateOf(jobId);
      },
      { timeout: 30_000, interval: 300 },
    )
    .toBe("completed");
});

test("whoever waits for a job that is cancelled before it ran is told", async () => {
  const { run, add, ada } = await fixture(
    ({ signal }) => new Promise((_, reject) => void signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const runner = run();
  await runner.start();
  await add(1);
  const second = await add(2);
  const waited = runner.finished(second);
  await cancelJob(ada, { jobId: second });
  await expect(waited).rejects.toMatchObject({ code: "not_found" });
});

test("a job's end is stored once the storage is well again", async () => {
  const { run, add, ada, stateOf, sqlite } = await fixture(async () => {
    sqlite.exec("CREATE TRIGGER full BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ABORT, 'full'); END");
    return "done";
  });
  const runner = run();
  await runner.start();
  const jobId = await add(1);
  const finished = runner.finished(jobId);
  await delay(600);
  expect((await findJob(ada, { jobId })).state).toBe("active");
  sqlite.exec("DROP TRIGGER full");
  expect(await finished).toBe("done");
  expect(await stateOf(jobId)).toBe("completed");
});
