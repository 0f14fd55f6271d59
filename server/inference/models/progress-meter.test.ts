import { expect, test } from "vitest";
import type { PullProgress } from "./contract";
import { createProgressMeter } from "./progress-meter";

test("after its end a download reports nothing, however late its last bytes come", () => {
  const reports: PullProgress[] = [];
  let nowMs = 0;
  const meter = createProgressMeter(
    100,
    (progress) => void reports.push(progress),
    () => nowMs,
  );
  meter.has("model.onnx", 60);
  expect(reports.at(-1)?.receivedBytes).toBe(60);
  meter.close();
  nowMs = 1_000;
  meter.fetched(40);
  meter.has("model.onnx", 100);
  meter.from("npm registry");
  meter.flush();
  expect(reports).toHaveLength(1);
});

test("the rate is known five seconds after the first byte, however long that one took, and follows the last fifteen", () => {
  let nowMs = 0;
  let rate: number | null = null;
  const meter = createProgressMeter(
    1e9,
    ({ bytesPerSecond }) => (rate = bytesPerSecond),
    () => nowMs,
  );
  const fetchedAt = (atMs: number, bytes: number) => {
    nowMs = atMs;
    meter.fetched(bytes);
    return rate;
  };
  expect(fetchedAt(60_000, 10)).toBeNull();
  for (let second = 61; second <= 64; second++) expect(fetchedAt(second * 1_000, 1_000)).toBeNull();
  expect(fetchedAt(65_000, 1_000)).toBe(1_000);
  for (let second = 66; second <= 82; second++) fetchedAt(second * 1_000, 4_000);
  expect(rate).toBe(4_000);
});
