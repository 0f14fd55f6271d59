import { sql } from "drizzle-orm";
import { metricCounts, metricSketches, metricTurns } from "../../../drizzle/schema";
import { type MetricSplit, metricSplits } from "../../../lib/metrics/kept-numbers";
import { splitValueOf } from "../../../lib/metrics/stages";
import { countsOf, type TurnCount } from "../../../lib/metrics/turn-counts";
import type { TurnSample } from "../../../lib/metrics/turn-sample";
import type { KeptStage } from "../../../lib/service-levels";
import type { Transaction } from "../../platform/db/database";
import { house } from "../settings/house";
import { hourS, keptForS, splitsKeptForS } from "./kept-for";
import { Sketch } from "./sketch";

type StepCount = TurnCount & { at: number };

/**
 * Adds ended turns to all tables, as far as each still keeps turns of their age. Whether one missed a level is counted
 * by the target that holds now.
 */
export function storeSamples(tx: Transaction, samples: readonly TurnSample[], nowS: number): void {
  const recent = samples.filter(({ atS }) => nowS - atS < keptForS.raw);
  if (recent.length > 0) tx.insert(metricTurns).values(recent.map(rowOf)).run();
  storeSketches(tx, samples, nowS);
  const { p95Ms } = house.valueIn(tx, "alertTargets");
  const hours = samples.flatMap((sample) =>
    countsOf(sample, p95Ms).map((count) => ({ ...count, at: hourOf(sample.atS) })),
  );
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
  tx.run(sql`
    insert into ${metricCounts} (step_s, kind, at, of, count)
    select ${stepS}, ${field("kind")}, ${field("at")}, ${field("of")}, ${field("count")}
    from json_each(${JSON.stringify([...sums.values()])}) where true
    on conflict do update set count = count + excluded.count`);
}

/** A field of the rows that are given as one JSON text: to build a statement with a value for each costs more than to run it. */
const field = (name: string) => sql.raw(`json_each.value ->> '${name}'`);

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
  const places = [...touched.values()];
  const stored = tx.all<{ key: number; sketch: Buffer }>(sql`
    select "key", sketch from json_each(${JSON.stringify(places.map(({ sketch, ...place }) => place))})
    join ${metricSketches} on split = ${field("split")} and stage = ${field("stage")}
      and hour = ${field("hour")} and ${metricSketches.value} = ${field("value")}`);
  for (const { key, sketch } of stored) places[key]?.sketch.addEncoded(sketch);
  const rows = places.map((place) => ({ ...place, sketch: place.sketch.encode().toString("hex") }));
  tx.run(sql`
    insert into ${metricSketches} (split, stage, hour, value, sketch)
    select ${field("split")}, ${field("stage")}, ${field("hour")}, ${field("value")}, unhex(${field("sketch")})
    from json_each(${JSON.stringify(rows)}) where true
    on conflict do update set sketch = excluded.sketch`);
}

const hourOf = (atS: number) => Math.floor(atS / hourS) * hourS;

function rowOf({ atS, models, timings, failedStage, ...sample }: TurnSample): typeof metricTurns.$inferInsert {
  return { ...sample, at: atS, sttModel: models.stt, llmModel: models.llm, ttsModel: models.tts };
}
