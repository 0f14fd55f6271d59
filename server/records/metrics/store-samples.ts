import { sql } from "drizzle-orm";
import { metricCounts, metricSketches, metricTurns } from "../../../drizzle/schema";
import { type KeptStage, type MetricSplit, metricSplits } from "../../../lib/metrics/kept-numbers";
import { splitValueOf } from "../../../lib/metrics/stages";
import { countsOf, type TurnCount } from "../../../lib/metrics/turn-counts";
import type { TurnSample } from "../../../lib/metrics/turn-sample";
import type { Transaction } from "../../platform/db/database";
import { hourS, keptForS, splitsKeptForS } from "./kept-for";
import { Sketch } from "./sketch";

type StepCount = TurnCount & { at: number };

/** Adds ended turns to all tables, as far as each still keeps turns of their age. */
export function storeSamples(tx: Transaction, samples: readonly TurnSample[], nowS: number): void {
  const recent = samples.filter(({ atS }) => nowS - atS < keptForS.raw);
  if (recent.length > 0) tx.insert(metricTurns).values(recent.map(rowOf)).run();
  storeSketches(tx, samples, nowS);
  const hours = samples.flatMap((sample) => countsOf(sample).map((count) => ({ ...count, at: hourOf(sample.atS) })));
  storeCounts(tx, hourS, hours);
}

/** Adds to counts of one step length; `at`: when each step began. */
export function storeCounts(tx: Transaction, stepS: number, counts: readonly StepCount[]): void {
  const sums = new Map<string, StepCount>();
  for (const each of counts) {
    const key = `${each.at} ${each.kind} ${each.of}`;
    sums.set(key, { ...each, count: each.count + (sums.get(key)?.count ?? 0) });
  }
  if (sums.size === 0) return;
  tx.insert(metricCounts)
    .values([...sums.values()].map((sum) => ({ ...sum, stepS })))
    .onConflictDoUpdate({
      target: [metricCounts.stepS, metricCounts.kind, metricCounts.at, metricCounts.of],
      set: { count: sql`${metricCounts.count} + excluded.count` },
    })
    .run();
}

interface Place {
  split: MetricSplit;
  hour: number;
  stage: KeptStage;
  value: string;
}

function storeSketches(tx: Transaction, samples: readonly TurnSample[], nowS: number): void {
  const touched = new Map<string, Place & { sketch: Sketch }>();
  for (const sample of samples) {
    const hour = hourOf(sample.atS);
    for (const [stage, ms] of Object.entries(sample.stages) as [KeptStage, number][]) {
      for (const split of metricSplits) {
        const value = splitValueOf(sample, stage, split);
        if (value === null || nowS - hour > splitsKeptForS[split]) continue;
        const key = `${split} ${hour} ${stage} ${value}`;
        const place = touched.get(key) ?? { split, hour, stage, value, sketch: new Sketch() };
        place.sketch.add(ms);
        touched.set(key, place);
      }
    }
  }
  if (touched.size === 0) return;
  const stored = tx
    .select({ sketch: metricSketches.sketch })
    .from(metricSketches)
    .where(
      sql`${metricSketches.split} = ${sql.placeholder("split")} and ${metricSketches.hour} = ${sql.placeholder("hour")}
        and ${metricSketches.stage} = ${sql.placeholder("stage")} and ${metricSketches.value} = ${sql.placeholder("value")}`,
    )
    .prepare();
  const rows = [...touched.values()].map(({ sketch, ...place }) => {
    const before = stored.get({ ...place });
    if (before) sketch.addEncoded(before.sketch);
    return { ...place, sketch: sketch.encode() };
  });
  tx.insert(metricSketches)
    .values(rows)
    .onConflictDoUpdate({
      target: [metricSketches.split, metricSketches.stage, metricSketches.hour, metricSketches.value],
      set: { sketch: sql`excluded.sketch` },
    })
    .run();
}

const hourOf = (atS: number) => Math.floor(atS / hourS) * hourS;

function rowOf({ atS, models, charges, failedStage, ...sample }: TurnSample): typeof metricTurns.$inferInsert {
  return { ...sample, at: atS, sttModel: models.stt, llmModel: models.llm, ttsModel: models.tts };
}
