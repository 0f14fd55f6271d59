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
