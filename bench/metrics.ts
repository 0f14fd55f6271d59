/**
 * What the kept numbers cost: the time of a turn, the reads of the dashboard, the size of the tables.
 *   npx tsx bench/metrics.ts [turns a day, default 1000] [times each, default 20]
 * Needs no build. 30 days of turns between 8 and 20 o'clock, and 7 days of readings of one card.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTick } from "node:timers/promises";
import { type MetricRange, metricRanges } from "../lib/metrics/kept-numbers";
import { sampleOf } from "../lib/metrics/turn-sample";
import { migrateDatabase, openDatabase } from "../server/platform/db/connection";
import { silentLogger } from "../server/platform/observability/logger";
import type { RecordsContext } from "../server/records/context";
import { readErrors } from "../server/records/metrics/read-errors";
import { readGauges } from "../server/records/metrics/read-gauges";
import { readRatings } from "../server/records/metrics/read-ratings";
import { readStages } from "../server/records/metrics/read-stages";
import { readTiles } from "../server/records/metrics/read-tiles";
import { readVolumes } from "../server/records/metrics/read-volumes";
import { storeSamples } from "../server/records/metrics/store-samples";
import { createRecordings } from "../server/records/recordings/file-recordings";
import { measuredTurn, seedMetrics } from "./lib/seeded-metrics";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const turnsADay = Number(process.argv[2] ?? 1_000);
const times = Number(process.argv[3] ?? 20);
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

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** CPU of one turn, ms, when `together` are written at once. */
async function costOfTurn(together: number): Promise<number> {
  const ended = Array.from({ length: together }, measuredTurn);
  const beforeMs = cpuMs();
  const samples = ended.map((each) => sampleOf(each, { atS: nowS, outcome: "completed" }));
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
  await seedMetrics(db, turnsADay, nowS);
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
