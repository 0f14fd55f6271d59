import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createLogFile, type LogFileOptions } from "./log-file";
import { combineOutputs, createLogger, type LogOutput } from "./logger";

function place() {
  const folder = mkdtempSync(join(tmpdir(), "avatar-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, logs: join(folder, "logs"), path: join(folder, "logs", "avatar.log") };
}
function open(path: string, options: Partial<LogFileOptions> = {}) {
  const file = createLogFile(path, options);
  onTestFinished(() => file.close());
  return file;
}
const eventsIn = (path: string) =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).event);
const modeOf = (path: string) => statSync(path).mode & 0o777;

test("each line is written, and only the owner may read the file", async () => {
  const { logs, path } = place();
  const file = open(path);
  const logger = createLogger("info", file.stream);
  for (const event of ["one", "two", "three"]) logger.info(event);
  await file.written();
  expect(eventsIn(path)).toEqual(["one", "two", "three"]);
  expect([modeOf(logs), modeOf(path)]).toEqual([0o700, 0o600]);
});

test("an existing file is continued, and only its owner may read it from then on", async () => {
  const { logs, path } = place();
  mkdirSync(logs);
  writeFileSync(path, '{"event":"earlier"}\n', { mode: 0o644 });
  const file = open(path);
  createLogger("info", file.stream).info("later");
  await file.written();
  expect(eventsIn(path)).toEqual(["earlier", "later"]);
  expect(modeOf(path)).toBe(0o600);
});

test("the size of the file and the number of older ones are bounded; the newest lines are kept", async () => {
  const { logs, path } = place();
  const file = open(path, { maxBytes: 1_000, keptFiles: 2 });
  const logger = createLogger("info", file.stream);
  for (let i = 0; i < 100; i++) {
    logger.info(`line_${i}`);
    await file.written();
  }
  const names = readdirSync(logs).sort();
  expect(names).toEqual(["avatar.log", "avatar.log.1", "avatar.log.2"]);
  for (const name of names) {
    expect(statSync(join(logs, name)).size).toBeLessThan(1_200);
    expect(modeOf(join(logs, name))).toBe(0o600);
  }
  const kept = [...names].reverse().flatMap((name) => eventsIn(join(logs, name)));
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => `line_${100 - kept.length + i}`));
});

test("a deleted file is created again", async () => {
  const { logs, path } = place();
  const file = open(path);
  const logger = createLogger("info", file.stream);
  logger.info("before");
  await file.written();
  rmSync(logs, { recursive: true });
  await vi.waitFor(
    async () => {
      logger.info("after");
      await file.written();
      expect(eventsIn(path)).toContain("after");
    },
    { timeout: 10_000, interval: 50 },
  );
});

test("lines that can't be written are lost, which is reported once; later lines are written again", async () => {
  const { folder, logs, path } = place();
  // A file in the place of the folder stops even root.
  writeFileSync(logs, "a file");
  const troubles: (string | null)[] = [];
  const file = open(path, { retryMs: 0, onTrouble: (error) => troubles.push(error?.name ?? null) });
  const logger = createLogger("info", file.stream);
  for (const event of ["lost_1", "lost_2"]) {
    logger.info(event);
    await file.written();
  }
  expect(troubles).toEqual(["Error"]);
  rmSync(logs);
  chmodSync(folder, 0o700);
  logger.info("kept");
  await file.written();
  expect(eventsIn(path)).toEqual(["kept"]);
  expect(troubles).toEqual(["Error", null]);
});

test("after a failure no write is tried for a while, and the lines of that time are dropped", async () => {
  const { logs, path } = place();
  writeFileSync(logs, "a file");
  let failures = 0;
  const file = open(path, { retryMs: 60_000, onTrouble: () => void failures++ });
  const logger = createLogger("info", file.stream);
  logger.info("first");
  await file.written();
  rmSync(logs);
  for (let i = 0; i < 1_000; i++) logger.info("more");
  await file.written();
  expect(failures).toBe(1);
  expect(readdirSync(join(path, "../.."))).toEqual([]);
});

test("each output gets the lines of its own level", async () => {
  const lines: Record<"terminal" | "file", string[]> = { terminal: [], file: [] };
  const output = (name: "terminal" | "file", level: string): LogOutput & { level: string } => ({
    level,
    stream: { write: (line) => void lines[name].push(JSON.parse(line).event) },
    written: async () => undefined,
  });
  const log = combineOutputs([output("terminal", "warn"), output("file", "info")]);
  const logger = createLogger(log.level, log.stream);
  logger.debug("a");
  logger.info("b");
  logger.warn("c");
  expect(lines).toEqual({ terminal: ["c"], file: ["b", "c"] });
  await log.written();
});
