import type { ChartLine } from "@/components/charts/chart-line";
import type { CountSeries, GaugeReport, KeptGauge, StageReport } from "@/lib/metrics/kept-numbers";
import { type KeptStage, keptStages } from "@/lib/service-levels";

const percentiles = ["p50_ms", "p95_ms", "p99_ms"] as const;

/** The lines of each stage that has any: its percentiles, or with a split the 95th percentile of each value. */
export function stageLines(
  { series }: Pick<StageReport, "series">,
  sayValue: (value: string) => string,
): { stage: KeptStage; count: number; lines: ChartLine[] }[] {
  return keptStages.flatMap((stage) => {
    const found = series.filter((each) => each.stage === stage);
    if (found.length === 0) return [];
    const count = found.reduce((sum, { whole }) => sum + whole.count, 0);
    const lines = found.flatMap(({ split_value: value, points }): ChartLine[] => {
      const line = (key: string, label: string, of: (typeof percentiles)[number]): ChartLine => ({
        ...{ key, label },
        values: new Map(points.flatMap((point) => (point[of] === null ? [] : [[point.from_s, point[of]]]))),
      });
      if (value !== null) return [line(value, sayValue(value), "p95_ms")];
      return percentiles.map((of) => line(of, of.slice(0, 3).toUpperCase(), of));
    });
    return [{ stage, count, lines }];
  });
}

/** Counts as parts of stacked bars, the most frequent first. */
export function countLines<Of extends string>(
  series: readonly CountSeries<Of>[],
  sayOf: (of: Of) => string,
): ChartLine[] {
  return series
    .toSorted((a, b) => b.count - a.count)
    .map(({ of, points }) => ({
      ...{ key: of, label: sayOf(of) },
      values: new Map(points.map(({ from_s, count }) => [from_s, count])),
    }));
}

/** The highest reading of each step, for the gauges of one kind; `of` is the card or the process. */
export function gaugeLines<Gauge extends KeptGauge>(
  { series }: Pick<GaugeReport, "series">,
  gauges: readonly Gauge[],
  sayGauge: (gauge: Gauge, of: string) => string,
  only?: string,
): ChartLine[] {
  return gauges.flatMap((gauge) =>
    series
      .filter((each) => each.gauge === gauge && (only === undefined || each.of === only))
      .map(({ of, points }) => ({
        ...{ key: `${gauge} ${of}`, label: sayGauge(gauge, of) },
        values: new Map(points.map(({ from_s, max }) => [from_s, max])),
      })),
  );
}
