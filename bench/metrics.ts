/**
 * What the kept numbers cost: the time of a turn, the reads of the dashboard, the size of the tables.
 *   npx tsx bench/metrics.ts [turns a day, default 1000] [times each, default 20]
 * Needs no build. 30 days of turns between 8 and 20 o'clock, and 7 days of readings of one card.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTick } from "node:timers/promises";
import type { EndedTurn } from "../lib/metrics/ended-turn";
import { type MetricRange, metricRanges } from "../lib/metrics/kept-numbers";
import { sampleOf, type TurnSample } from "../lib/metrics/turn-sample";
import { endedTurn } from "../lib/testing/ended-turn";
import { turnCall as call } from "../lib/testing/turn-call";
import { migrateDatabase, openDatabase } from "../server/platform/db/connection";
import { silentLogger } from "../server/platform/observability/logger";
import type { RecordsContext } from "../server/records/context";
import { hourS, minuteS } from "../server/records/metrics/kept-for";
import { readingsOf } from "../server/records/metrics/number-sources";
import { readErrors } from "../server/records/metrics/read-errors";
import { readGauges } from "../server/records/metrics/read-gauges";
import { readRatings } from "../server/records/metrics/read-ratings";
import { readStages } from "../server/records/metrics/read-stages";
import { readTiles } from "../server/records/metrics/read-tiles";
import { readVolumes } from "../server/records/metrics/read-volumes";
import { storeReadings } from "../server/records/metrics/store-readings";
import { storeSamples } from "../server/records/metrics/store-samples";
import { createRecordings } from "../server/records/recordings/file-recordings";
import { seededRandom } from "./lib/random";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const turnsADay = Number(process.argv[2] ?? 1_000);
const times = Number(process.argv[3] ?? 20);
const days = 30;
const nowS = Math.floor(Date.now() / 1_000);

const dataDir = mkdtempSync(join(tmpdir(), "avatar-bench-metrics-"));
const { db, tables, sqlite } = openDatabase(join(dataDir, "app.db"));
migrateDatabase(tables, join(import.meta.dirname, "..", "drizzle", "migrations"));
// Files of this bench need not survive a power cut; each commit is measured without the disk.
sqlite.pragma("synchronous = OFF");
const ctx: RecordsContext = {
  db,
  recordings: createRecordings(dataDir, silentLogger),
  actor: { kind: "system", job: "metrics" },
  nowS: () => nowS,
};

const random = seededRandom(15);
/** Most near the median, some many times longer. */
const around = (medianMs: number) => Math.round(medianMs * Math.exp((random() + random() + random() - 1.5) * 0.9));

function turn(): EndedTurn {
  const mode = random() < 0.8 ? "fast" : "hq";
  const [endpoint, ttft, speech] = [around(600), around(350), around(mode === "fast" ? 450 : 900)];
  const firstAudio = endpoint + ttft + speech;
  const rest = { stt_ms: around(20), first_audio_ms: firstAudio, e2e_ms: firstAudio + around(900) };
  return endedTurn({
    mode,
    replyChars: Math.round(20 + random() * 60),
    timings: { endpoint_ms: endpoint, ttft_ms: ttft, tts_first_ms: speech, ...rest },
    calls: [
      call("transcript", { total_ms: around(250) }),
      call("reply", { first_ms: around(300) }),
      ...Array.from({ length: 4 }, (_, index) => call("segment", { began_ms: index, mode, total_ms: speech })),
    ],
    voice: random() < 0.5 ? "builtin:heart" : String(1 + Math.floor(random() * 6)),
    models: {
      stt: "whisper-large-v3-turbo",
      llm: "qwen2.5-7b-instruct",
      tts: mode === "fast" ? "kokoro-82m" : "f5-tts",
    },
    errorCode: random() < 0.01 ? "model_timeout" : null,
  });
}

function sample(atS: number): TurnSample {
  const ended = turn();
  const outcome = ended.errorCode ? "failed" : "completed";
  return sampleOf(ended, { atS, outcome, sessions: 1 + Math.floor(random() * 5) });
}

async function seed(): Promise<void> {
  const today = nowS - (nowS % 86_400);
  for (let day = days - 1; day >= 0; day--) {
    const samples = Array.from(
      { length: turnsADay },
      () => today - day * 86_400 + Math.floor((8 + random() * 12) * hourS),
    )
      .filter((atS) => atS < nowS)
      .sort((a, b) => a - b)
      .map(sample);
    for (let at = 0; at < samples.length; at += 250) {
      await db.write((tx) => storeSamples(tx, samples.slice(at, at + 250), nowS));
    }
  }
  const readings = (atS: number) =>
    readingsOf(
      {
        sessions: () => ({ active: Math.floor(random() * 5), waiting: 0 }),
        gpus: () => ({ cards: [{ index: 0, usedMiB: around(12_000), budgetMiB: 15_155, totalMiB: 24_576 }] }),
        residentMiB: async () => ({ web: around(300), pages: around(250) }),
      },
      atS,
    );
  for (let hour = days * 24; hour >= 0; hour--) {
    const minutes = (
      await Promise.all(Array.from({ length: 60 }, (_, minute) => readings(nowS - hour * hourS + minute * minuteS)))
    ).flat();
    await db.write((tx) => {
      if (hour < 7 * 24) storeReadings(tx, minuteS, minutes);
      storeReadings(tx, hourS, minutes);
    });
  }
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** CPU of one turn, ms, when `together` are written at once. */
async function costOfTurn(together: number): Promise<number> {
  const ended = Array.from({ length: together }, turn);
  const beforeMs = cpuMs();
  const samples = ended.map((each) => sampleOf(each, { atS: nowS, outcome: "completed", sessions: 3 }));
  await db.write((tx) => storeSamples(tx, samples, nowS));
  return (cpuMs() - beforeMs) / together;
}

const reads: [string, (range: MetricRange) => Promise<unknown>][] = [
  ["tiles", (range) => readTiles(ctx, { range })],
  ["stages", (range) => readStages(ctx, { range })],
  ["stages by model", (range) => readStages(ctx, { range, split: "model" })],
  ["errors", (range) => readErrors(ctx, { range })],
  ["volumes", (range) => readVolumes(ctx, { range })],
  ["gauges", (range) => readGauges(ctx, { range })],
  ["ratings", (range) => readRatings(ctx, { range })],
];

/** The longest time without a turn of the event loop, CPU ms, while `work` runs. */
async function longestHold(work: () => Promise<unknown>): Promise<{ holdMs: number; allMs: number }> {
  let [isDone, holdMs] = [false, 0];
  const startMs = cpuMs();
  const watch = (async () => {
    for (let lastMs = cpuMs(); !isDone; ) {
      await nextTick();
      const atMs = cpuMs();
      holdMs = Math.max(holdMs, atMs - lastMs);
      lastMs = atMs;
    }
  })();
  await work();
  const allMs = cpuMs() - startMs;
  isDone = true;
  await watch;
  return { holdMs, allMs };
}

try {
  await seed();
  sqlite.pragma("wal_checkpoint(TRUNCATE)");
  const sizes = ["turns", "sketches", "counts", "gauges"].map((name) => {
    const owned = "select name from sqlite_schema where tbl_name = ?";
    const bytes = sqlite.prepare(`select sum(pgsize) from dbstat where name in (${owned})`).pluck();
    const rows = sqlite.prepare(`select count(*) from metric_${name}`).pluck().get() as number;
    return [name, `${rows}`, ((bytes.get(`metric_${name}`) as number) / 1e6).toFixed(2)];
  });
  printTable(["table", "rows", "MB"], sizes);

  const rows: string[][] = [];
  for (const range of metricRanges) {
    const whole: number[] = [];
    for (let count = 0; count < times; count++) {
      const startMs = performance.now();
      await Promise.all(reads.map(([, read]) => read(range)));
      whole.push(performance.now() - startMs);
    }
    rows.push(summaryRow(`all of the page, ${range}`, whole, 1));
  }
  printTable(["server time, ms", "times", "median", "P95", "maximum"], rows);

  const holds: string[][] = [];
  for (const [name, read] of reads) {
    const measured: Awaited<ReturnType<typeof longestHold>>[] = [];
    for (let count = 0; count < times; count++) measured.push(await longestHold(() => read("30d")));
    const median = (key: "holdMs" | "allMs") =>
      quantile(
        measured.map((each) => each[key]),
        0.5,
      ).toFixed(1);
    holds.push([name, median("holdMs"), median("allMs")]);
  }
  printTable(["30 days", "longest hold, CPU ms", "all of it, CPU ms"], holds);

  const costs = [];
  for (const together of [1, 5]) {
    const values = [];
    for (let count = 0; count < times * 10; count++) values.push(await costOfTurn(together));
    costs.push(summaryRow(together === 1 ? "written alone" : `${together} at once`, values, 2));
  }
  printTable(["a turn, CPU ms", "times", "median", "P95", "maximum"], costs);
} finally {
  sqlite.close();
  rmSync(dataDir, { recursive: true, force: true });
}
