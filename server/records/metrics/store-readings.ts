import { sql } from "drizzle-orm";
import { metricGauges } from "../../../drizzle/schema";
import type { KeptGauge } from "../../../lib/metrics/kept-numbers";
import type { Transaction } from "../../platform/db/database";

/** One reading of what goes up and down. */
export interface Reading {
  atS: number;
  gauge: KeptGauge;
  /** The card or the process; empty where there is only one. */
  of: string;
  value: number;
}

/** Adds readings to those of their steps. */
export function storeReadings(tx: Transaction, stepS: number, readings: readonly Reading[]): void {
  if (readings.length === 0) return;
  const rows = readings.map(({ atS, gauge, of, value }) => {
    const at = Math.floor(atS / stepS) * stepS;
    return { stepS, at, gauge, of, readings: 1, sum: value, max: value };
  });
  tx.insert(metricGauges)
    .values(rows)
    .onConflictDoUpdate({
      target: [metricGauges.stepS, metricGauges.at, metricGauges.gauge, metricGauges.of],
      set: {
        readings: sql`${metricGauges.readings} + 1`,
        sum: sql`${metricGauges.sum} + excluded.sum`,
        max: sql`max(${metricGauges.max}, excluded.max)`,
      },
    })
    .run();
}
