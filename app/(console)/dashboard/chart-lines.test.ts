import { expect, test } from "vitest";
import type { StagePoint, StageReport } from "@/lib/metrics/kept-numbers";
import { countLines, gaugeLines, stageLines } from "./chart-lines";

const point = (from_s: number, ms: number | null): StagePoint => ({
  ...{ from_s, count: 1, p50_ms: ms, p95_ms: ms && ms * 2, p99_ms: ms && ms * 3 },
});
const whole = { count: 2, p50_ms: 1, p95_ms: 2, p99_ms: 3 };

test("a stage has its percentiles, or with a split a line for each value", () => {
  const series: StageReport["series"] = [
    { stage: "stt", split_value: null, whole, points: [point(0, 10), point(30, null)] },
  ];
  expect(stageLines({ series }, String)).toEqual([
    {
      ...{ stage: "stt", count: 2 },
      lines: [
        { key: "p50_ms", label: "P50", values: new Map([[0, 10]]) },
        { key: "p95_ms", label: "P95", values: new Map([[0, 20]]) },
        { key: "p99_ms", label: "P99", values: new Map([[0, 30]]) },
      ],
    },
  ]);
  const split: StageReport["series"] = ["fast", "hq"].map((split_value) => ({
    ...{ stage: "ttft", split_value, whole, points: [point(0, 10)] },
  }));
  expect(stageLines({ series: split }, (value) => `<${value}>`)).toEqual([
    {
      ...{ stage: "ttft", count: 4 },
      lines: [
        { key: "fast", label: "<fast>", values: new Map([[0, 20]]) },
        { key: "hq", label: "<hq>", values: new Map([[0, 20]]) },
      ],
    },
  ]);
});

test("the most frequent count is at the bottom of the bars, gauges are told apart by what they are of", () => {
  const counts = [
    { of: "a", count: 1, points: [{ from_s: 0, count: 1 }] },
    { of: "b", count: 2, points: [{ from_s: 0, count: 2 }] },
  ];
  expect(countLines(counts, String).map(({ key }) => key)).toEqual(["b", "a"]);
  const series = ["0", "1"].map((of) => ({
    ...{ gauge: "vram_used_mib" as const, of, points: [{ from_s: 60, mean: 1, max: 2 }] },
  }));
  expect(gaugeLines({ series }, ["vram_used_mib"], (gauge, of) => `${gauge} of ${of}`, "1")).toEqual([
    { key: "vram_used_mib 1", label: "vram_used_mib of 1", values: new Map([[60, 2]]) },
  ]);
});
