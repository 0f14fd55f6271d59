import { type FSWatcher, mkdirSync, readdirSync, statSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { replayResults } from "../drizzle/schema";
import { type StandIns, startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { readProc } from "../server/platform/child-process/proc";
import { replayFolder } from "../server/platform/files/data-folder-layout";
import type { RecordsContext } from "../server/records/context";
import { findSet } from "../server/records/replays/find-set";
import { deleteRun, requestRun } from "../server/records/replays/runs";
import { recordedSet } from "../server/records/testing/recorded-set";
import { type RunningServer, startRunningServer } from "../server/testing/running-server";
import { withRecords } from "../server/tools/environment";

/** The built server is killed in the middle of a run, at the moments that matter to what is on disk. */

const turns = 8;
const repeats = 4;
const total = turns * repeats;

test("a run that is killed with its server again and again has each case once, and no sound without a row", async () => {
  test.setTimeout(300_000);
  const dataDir = test.info().outputPath("data");
  const settings = { dataDir, databasePath: join(dataDir, "app.db"), maxSessions: 0 };
  const inRecords = <T>(work: (ctx: RecordsContext) => Promise<T>) => withRecords(work, settings);
  const standIns = await startStandIns();
  const started: RunningServer[] = [];
  const start = async () => {
    const environment = {
      AVATAR_STT_URL: standIns.stt.url,
      AVATAR_LLM_URL: standIns.llm.url,
      AVATAR_TTS_URL: standIns.tts.url,
      AVATAR_DATA_DIR: dataDir,
    };
    const server = await startRunningServer(environment);
    started.push(server);
    return server;
  };
  const rows = () => inRecords(({ db }) => db.read((tx) => tx.select().from(replayResults).all()));
  const resultsOf = async (runId: number) => (await rows()).filter((row) => row.runId === runId);

  try {
    const first = await start();
    const setId = await inRecords((ctx) => recordedSet(ctx, { turnsEach: turns }));
    const request = (name: string) =>
      inRecords((ctx) => requestRun(ctx, { setId, name, changes: {}, repeats, requestKey: `press of ${name}` }));
    // The first answers come, so that each start brings the run forward, and then one never ends.
    await hangAfter(standIns, "llm", 2);
    const { runId } = await request("Killed");
    const seen: Awaited<ReturnType<typeof rows>> = [];
    /** What was kept before stays as it was, and nothing was said again but the case that was under way. */
    const look = async () => {
      const now = await resultsOf(runId);
      const heard = (await standIns.stt.calls()).filter(({ outcome }) => outcome === "completed").length;
      expect(now.length).toBeGreaterThan(seen.length);
      expect(heard - (now.length - seen.length)).toBeLessThanOrEqual(1);
      expect(now.slice(0, seen.length)).toEqual(seen);
      seen.splice(0, seen.length, ...now);
    };

    await untilHeld(standIns, "llm");
    await kill(first);
    await look();

    for (const role of ["stt", "tts"] as const) {
      await hangAfter(standIns, role, 2);
      const server = await start();
      await untilHeld(standIns, role);
      await kill(server);
      await look();
    }

    // While a result is being kept: its sound is on disk, its row follows.
    for (const afterMs of [0, 3]) {
      await release(standIns, { stepLatencyMs: 30 });
      const server = await start();
      // A run that takes its server down three times without a new result is given up.
      await expect.poll(async () => (await resultsOf(runId)).length, { timeout: 60_000 }).toBeGreaterThan(seen.length);
      await nextSound(dataDir, runId);
      if (afterMs > 0) await delay(afterMs);
      await kill(server);
      await look();
    }

    // Between the last result and the run's end.
    await release(standIns);
    const server = await start();
    await expect.poll(async () => (await resultsOf(runId)).length, { intervals: [5], timeout: 60_000 }).toBe(total);
    await kill(server);
    await look();

    // A run that is deleted while no server is there, with sounds whose rows never came.
    await hangAfter(standIns, "tts", 4);
    const secondServer = await start();
    const { runId: second } = await request("Deleted");
    await untilHeld(standIns, "tts");
    await kill(secondServer);
    await inRecords((ctx) => deleteRun(ctx, { runId: second }));
    const folder = join(dataDir, replayFolder, String(second));
    mkdirSync(folder, { recursive: true });
    for (const name of ["9-0.wav", ".9-1.wav.0123456789ab.tmp"]) writeFileSync(join(folder, name), "RIFF");

    await release(standIns);
    await start();
    const viewOf = async () => (await inRecords((ctx) => findSet(ctx, { setId }))).runs;
    await expect.poll(async () => (await viewOf()).map(({ id, state }) => [id, state])).toEqual([[runId, "done"]]);
    expect(await standIns.stt.calls()).toEqual([]);
    const results = await rows();
    expect(new Set(results.map(({ caseId, repeat }) => `${caseId} ${repeat}`)).size).toBe(total);
    expect(results).toHaveLength(total);
    expect(results.slice(0, seen.length)).toEqual(seen);
    expect(results.map(({ facts }) => [facts.outcome, facts.errorCode])).toEqual(Array(total).fill(["done", null]));
    expect(soundsIn(dataDir)).toEqual(
      new Map(results.map(({ aiAudioPath, audioBytes }) => [aiAudioPath, audioBytes] as const)),
    );
    expect((await viewOf())[0]).toMatchObject({ done_count: total, total_count: total, frozen: expect.anything() });
  } finally {
    for (const server of started) await server.close();
    await standIns.close();
  }
});

type Role = "stt" | "llm" | "tts";

/** After so many answers the next call of this role gets none; the other roles answer at once. */
async function hangAfter(standIns: StandIns, held: Role, answers: number): Promise<void> {
  await release(standIns);
  await standIns[held].configure({ faults: [...Array<null>(answers).fill(null), { kind: "hang" }] });
}

async function release(standIns: StandIns, pace: { stepLatencyMs?: number } = {}): Promise<void> {
  for (const role of ["stt", "llm", "tts"] as const) {
    await standIns[role].configure({ faults: [], stepLatencyMs: 0 });
    await standIns[role].forgetCalls();
  }
  await standIns.llm.configure(pace);
}

/** Resolves when the call that hangs has come. */
async function untilHeld(standIns: StandIns, role: Role): Promise<void> {
  const lastOutcome = async () => (await standIns[role].calls()).at(-1)?.outcome;
  await expect
    .poll(async () => [(await standIns[role].calls()).length > 2, await lastOutcome()], { timeout: 60_000 })
    .toEqual([true, "running"]);
}

/** Resolves when a new result's sound has its name; from the event itself, because a look would come too late. */
function nextSound(dataDir: string, runId: number): Promise<void> {
  return new Promise((resolve) => {
    const watcher: FSWatcher = watch(join(dataDir, replayFolder, String(runId)), (_, name) => {
      if (!name?.endsWith(".wav")) return;
      watcher.close();
      resolve();
    });
  });
}

async function kill(server: RunningServer): Promise<void> {
  process.kill(server.pid, "SIGKILL");
  await expect
    .poll(() => {
      const entry = readProc(server.pid);
      return entry === null || entry.isZombie;
    })
    .toBe(true);
}

/** All that lies in the replays' folder, with its size. */
function soundsIn(dataDir: string): Map<string, number> {
  const paths = readdirSync(join(dataDir, replayFolder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(dataDir.length + 1), statSync(path).size]));
}
