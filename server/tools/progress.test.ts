import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { PullAllProgress } from "../inference/models/pull-all";
import { createDownloadDisplay, describeProgress, formatDuration } from "./progress";

const at = (receivedBytes: number, more: Partial<PullAllProgress> = {}): PullAllProgress => ({
  model: "kokoro-82m",
  receivedBytes,
  totalBytes: 200_000_000,
  bytesPerSecond: 10_000_000,
  source: "npm registry",
  ...more,
});

it("describes bytes, rate and time left, as far as they are known", () => {
  expect(describeProgress(at(50_000_000))).toBe("50.0 MB of 200.0 MB, 10.0 MB/s, 15 s left");
  expect(describeProgress(at(0, { bytesPerSecond: null }))).toBe("0 kB of 200.0 MB");
  expect(formatDuration(59.2)).toBe("1 min 0 s");
  expect(formatDuration(7_300)).toBe("2 h 1 min");
});

it("writes a line every few seconds where there is no terminal", async () => {
  const stream = new PassThrough();
  let nowMs = 0;
  const display = createDownloadDisplay(stream as unknown as NodeJS.WriteStream, () => nowMs);
  display.update(at(20_000_000));
  nowMs = 9_000;
  display.update(at(60_000_000));
  nowMs = 10_000;
  display.update(at(100_000_000));
  display.update(at(110_000_000, { model: "whisper-base" }));
  display.end();
  stream.end();
  const lines = (await text(stream)).trim().split("\n");
  expect(lines.map((line) => line.slice(0, 41))).toEqual([
    "Fetching models: 10 % (kokoro-82m; 20.0 M",
    "Fetching models: 50 % (kokoro-82m; 100.0 ",
    "Fetching models: 55 % (whisper-base; 110.",
  ]);
});

it("draws a bar in a terminal", async () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 120,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
  });
  const display = createDownloadDisplay(stream as unknown as NodeJS.WriteStream);
  display.update(at(100_000_000));
  display.update(at(100_000_000, { totalBytes: 1_000_000_000 }));
  display.end();
  display.update(at(150_000_000));
  display.end();
  stream.end();
  const drawn = await text(stream);
  expect(drawn).toContain("50%  kokoro-82m  100.0 MB of 200.0 MB, 10.0 MB/s, 10 s left");
  expect(drawn).toContain("10%  kokoro-82m  100.0 MB of 1.00 GB");
  expect(drawn).toContain("75%  kokoro-82m  150.0 MB of 200.0 MB");
});
