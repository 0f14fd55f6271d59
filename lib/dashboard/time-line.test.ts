import { expect, test } from "vitest";
import type { Incident, TimeLine } from "../alerts/alerts";
import { degradationStretches, incidentRows, stretchesAt } from "./time-line";

const incident = (subject: string, opened_at_s: number, closed_at_s: number | null): Incident => ({
  ...{ id: opened_at_s, kind: "vram", subject, detail: null, value: 0.93, worst: 0.95, threshold: 0.9 },
  window_s: null,
  ...{ opened_at_s, closed_at_s, end: null, silence: null },
});
const line = (changes: Partial<TimeLine>): TimeLine => ({ incidents: [], degradations: [], ...changes });
const span = { from_s: 1_000, to_s: 2_000 };

test("each alert has a row; what began before the time or goes on after it is cut to it", () => {
  const incidents = [incident("0", 900, 1_100), incident("1", 1_500, null), incident("0", 1_200, 1_300)];
  const rows = incidentRows(line({ incidents }), span);
  expect(rows.map(({ name }) => name.subject)).toEqual(["0", "1"]);
  expect(rows.map(({ stretches }) => stretches.map(({ shown }) => [shown.from_s, shown.to_s]))).toEqual([
    [
      [1_000, 1_100],
      [1_200, 1_300],
    ],
    [[1_500, 2_000]],
  ]);
});

test("what has just begun can be seen, also when it is later than the last reading", () => {
  const rows = incidentRows(line({ incidents: [incident("0", 1_999, null), incident("1", 2_030, null)] }), span);
  expect(rows.map(({ stretches: [first] }) => first)).toMatchObject([
    { shown: { from_s: 1_990, to_s: 2_000 } },
    { shown: { from_s: 1_990, to_s: 2_000 } },
  ]);
});

test("a step has what began before its end and was not over at its beginning", () => {
  const [row] = incidentRows(line({ incidents: [incident("0", 1_000, 1_090), incident("0", 1_130, null)] }), span);
  const at = (step: number) => stretchesAt(row?.stretches ?? [], step, 60).map(({ from_s }) => from_s);
  expect([940, 960, 1_060, 1_120, 1_900].map(at)).toEqual([[], [1_000], [1_000], [1_130], [1_130]]);
});

test("a degradation lasts until the next step; the full level is none", () => {
  const degradations = [
    { at_s: 500, level: "fast", reason: "latency" },
    { at_s: 800, level: "full", reason: null },
    { at_s: 900, level: "cpu_voice", reason: "model_failed" },
    { at_s: 1_250, level: "full", reason: null },
    { at_s: 1_750, level: "text_only", reason: "model_failed" },
  ] as const;
  expect(degradationStretches(line({ degradations: [...degradations] }), span)).toMatchObject([
    { level: "cpu_voice", shown: { from_s: 1_000, to_s: 1_250 } },
    { level: "text_only", shown: { from_s: 1_750, to_s: 2_000 }, to_s: null },
  ]);
});
