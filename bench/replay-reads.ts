/**
 * How long the pages of replays hold the event loop: a set of many cases with long contexts, and 20 runs of it.
 *   npx tsx bench/replay-reads.ts [cases, default 1000] [times each, default 5]
 * Needs no build. Of the runs, one says each case ten times; its replies differ.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  conversations,
  replayCases,
  replayResults,
  replayRuns,
  replaySets,
  turnDetails,
  users,
} from "../drizzle/schema";
import { noExpectations } from "../lib/replay/expectations";
import type { TurnCall } from "../lib/turn-calls";
import { migrateDatabase, openDatabase } from "../server/platform/db/connection";
import { silentLogger } from "../server/platform/observability/logger";
import type { RecordsContext } from "../server/records/context";
import { createRecordings } from "../server/records/recordings/file-recordings";
import { compareRuns } from "../server/records/replays/compare-runs";
import { findSet } from "../server/records/replays/find-set";
import { listSets } from "../server/records/replays/list-sets";
import { readTrend } from "../server/records/replays/trend";
import { printTable } from "./lib/statistics";

const caseCount = Number(process.argv[2] ?? 1_000);
const times = Number(process.argv[3] ?? 5);
const runCount = 20;
const otherSets = 100;

const dataDir = mkdtempSync(join(tmpdir(), "avatar-bench-replay-reads-"));
const { db, tables, sqlite } = openDatabase(join(dataDir, "app.db"));
migrateDatabase(tables, join(import.meta.dirname, "..", "drizzle", "migrations"));

const said = "please tell me how much the annual fee of this card is and when it is due";
const reply = (number: number) => `${"The annual fee is charged in the month of the first use. ".repeat(3)}${number}`;
const models = { stt: "whisper-small", llm: "qwen2.5-7b-instruct", tts: "kokoro-82m" };
/** As long as a real turn's. */
const calls = (["transcript", "reply", "segment", "segment"] as const).map((call): TurnCall => {
  const took = { began_ms: 700, waited_ms: 0, first_ms: 300, total_ms: 900, retries: 0 };
  const counts = { audio_ms: 3_000, prompt_tokens: 600, completion_tokens: 40, characters: 90 };
  const asked = { call, model: models.llm, mode: "fast" as const, temperature: 0.6, seed: 1 };
  return { ...asked, ...took, ...counts, outcome: "completed", error_code: null };
});
/** 12,000 characters. */
const context = Array.from({ length: 40 }, (_, index) => ({
  role: index % 2 ? ("assistant" as const) : ("user" as const),
  content: "x".repeat(300),
}));

function seed(): void {
  tables.insert(users).values({ username: "person", role: "qa", passwordHash: "x", createdAt: 0 }).run();
  const thresholds = { cer: 0.05, firstSoundShare: 0.2, firstSoundMs: 100 };
  for (let set = 0; set <= otherSets; set++) {
    tables
      .insert(replaySets)
      .values({ name: `set ${set}`, thresholds, userId: 1, createdAt: 1, version: 1 })
      .run();
  }
  tables.transaction((tx) => {
    for (let number = 1; number <= caseCount; number++) {
      const sessionId = `session-${Math.ceil(number / 10)}`;
      const turn = { sessionId, turnNumber: number, userAudioPath: "audio/a.wav", userText: said, aiText: reply(0) };
      tx.insert(conversations)
        .values({ ...turn, createdAt: 1 })
        .run();
      const turnId = `turn-${number}`;
      const timings = { endpoint_ms: 700, stt_ms: 40, ttft_ms: 300, tts_first_ms: 200, first_audio_ms: 1, e2e_ms: 1 };
      const details = { conversationId: number, turnId, userId: 1, language: "en", mode: "fast", voice: "builtin:a" };
      const made = { sttModel: models.stt, llmModel: models.llm, ttsModel: models.tts, timings, calls };
      tx.insert(turnDetails)
        .values({ ...details, ...made, userAudioMs: 3_000, aiAudioMs: 5_000, interrupted: false })
        .run();
      const expected = { expectedText: said, expectations: { ...noExpectations, mustContain: ["annual fee"] } };
      tx.insert(replayCases)
        .values({ setId: 1, turnId, sessionId, context, ...expected, addedIn: 1 })
        .run();
    }
  });
  const facts = {
    ...({ outcome: "done", errorCode: null, missing: null, finishReason: "stop", recognisedText: said } as const),
    ...({ heardReplacements: [], saidReplacements: [], models, voice: null, voiceReferenceSha256: null } as const),
    ...({ mode: "fast", lexiconVersion: null, promptSha256: null, aiAudioMs: 5_000, calls } as const),
    ...{ heardReplacements: [], saidReplacements: [] },
  };
  for (let runId = 1; runId <= runCount; runId++) {
    const repeats = runId === 1 ? 10 : 1;
    const run = { setId: 1, setVersion: 1, name: `run ${runId}`, changes: {}, repeats, requestKey: `key ${runId}` };
    tables
      .insert(replayRuns)
      .values({ ...run, state: "done", userId: 1, createdAt: 1 })
      .run();
    tables.transaction((tx) => {
      for (let caseId = 1; caseId <= caseCount; caseId++)
        for (let repeat = 0; repeat < repeats; repeat++) {
          const result = { runId, caseId, repeat, userText: `${said} now`, aiText: reply(runId + repeat), facts };
          tx.insert(replayResults)
            .values({ ...result, createdAt: 1, audioBytes: 1_000 })
            .run();
        }
    });
  }
}

const qa: RecordsContext = {
  db,
  recordings: createRecordings(dataDir, silentLogger),
  actor: { kind: "user", userId: 1, username: "person", role: "qa" },
  nowS: () => 1_800_000_000,
};

const cpuNowMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** CPU time of the longest piece during which nothing else ran, and of all of it, each the middle one of some. */
async function measured(name: string, read: () => Promise<unknown>): Promise<string[]> {
  const taken: { heldCpuMs: number; totalCpuMs: number }[] = [];
  for (let time = 0; time < times; time++) {
    let heldCpuMs = 0;
    let last = cpuNowMs();
    let goesOn = true;
    const look = () => {
      const now = cpuNowMs();
      heldCpuMs = Math.max(heldCpuMs, now - last);
      last = now;
      if (goesOn) setImmediate(look);
    };
    await new Promise((resolve) => setImmediate(resolve));
    const began = cpuNowMs();
    last = began;
    setImmediate(look);
    await read();
    look();
    goesOn = false;
    taken.push({ heldCpuMs, totalCpuMs: cpuNowMs() - began });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const middle = (pick: (each: (typeof taken)[number]) => number) =>
    taken
      .map(pick)
      .sort((a, b) => a - b)
      [Math.floor(times / 2)]?.toFixed(0) ?? "";
  return [name, middle(({ heldCpuMs }) => heldCpuMs), middle(({ totalCpuMs }) => totalCpuMs)];
}

seed();
const first = cpuNowMs();
await readTrend(qa, { setId: 1 });
const firstTrendCpuMs = cpuNowMs() - first;
printTable(
  ["read", "longest hold, CPU ms", "all of it, CPU ms"],
  [
    await measured("a set", () => findSet(qa, { setId: 1 })),
    await measured(`${otherSets + 1} sets`, () => listSets(qa)),
    await measured("a run beside the turns", () => compareRuns(qa, { runId: 2, against: 0 })),
    await measured("ten repeats beside the turns", () => compareRuns(qa, { runId: 1, against: 0 })),
    await measured("ten repeats beside a run", () => compareRuns(qa, { runId: 1, against: 2 })),
    await measured("a run beside ten repeats", () => compareRuns(qa, { runId: 2, against: 1 })),
    await measured("the trend, again", () => readTrend(qa, { setId: 1 })),
  ],
);
console.log(`The trend, for the first time: ${firstTrendCpuMs.toFixed(0)} CPU ms`);
sqlite.close();
rmSync(dataDir, { recursive: true, force: true });
