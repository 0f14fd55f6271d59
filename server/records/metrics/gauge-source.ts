import { and, eq, gte, lte, sql } from "drizzle-orm";
import { metricGauges } from "../../../drizzle/schema";
import type { GaugeSeries, TimeSteps } from "../../../lib/metrics/kept-numbers";
import type { Transaction } from "../../platform/db/database";
import { hourS, minuteS } from "./kept-for";
import { stepInSql } from "./step-in-sql";

/** Readings by step, ordered by gauge; by minute where steps are short, else by hour. */
export function readGaugeSeries(tx: Transaction, { from_s, to_s, step_s }: TimeSteps): GaugeSeries[] {
  const { stepS, at, gauge, of, sum, readings, max } = metricGauges;
  const step = stepInSql(at, step_s);
  const rows = tx
    .select({
      ...{ gauge, of, from_s: step },
      mean: sql<number>`sum(${sum}) / sum(${readings})`,
      max: sql<number>`max(${max})`,
    })
    .from(metricGauges)
    .where(and(eq(stepS, step_s < hourS ? minuteS : hourS), gte(at, from_s), lte(at, to_s)))
    .groupBy(gauge, of, step)
    .orderBy(gauge, of, step)
    .all();
  const series: GaugeSeries[] = [];
  for (const { gauge, of, ...point } of rows) {
    const last = series.at(-1);
    if (last?.gauge === gauge && last.of === of) last.points.push(point);
    else series.push({ gauge, of, points: [point] });
  }
  return series;
}
