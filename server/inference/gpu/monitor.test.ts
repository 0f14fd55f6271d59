import { afterEach, beforeEach, expect, test } from "vitest";
import { createLogger } from "../../platform/observability/logger";
import type { GpuMonitor, GpuState } from "./contract";
import { createGpuMonitor } from "./monitor";
import { createNvidiaSmi } from "./nvidia-smi";
import { type StandInNvidiaSmi, standInNvidiaSmi } from "./testing/stand-in-nvidia-smi";

let standIn: StandInNvidiaSmi;
let monitor: GpuMonitor | null;
let events: Record<string, unknown>[];
beforeEach(async () => {
  standIn = await standInNvidiaSmi();
  monitor = null;
  events = [];
});
afterEach(async () => {
  monitor?.close();
  await standIn.remove();
});

/** Without pauses between polls, unless a test wants them. */
function watch({ pollMs = 0, idlePollMs = 0 } = {}): GpuMonitor {
  monitor = createGpuMonitor({
    reader: createNvidiaSmi({ path: standIn.path }),
    alertFraction: 0.9,
    logger: createLogger("info", { write: (line) => events.push(JSON.parse(line)) }),
    pollMs,
    idlePollMs,
  });
  return monitor;
}

const seen = (watched: GpuMonitor, wanted: (state: GpuState) => boolean) =>
  new Promise<GpuState>((resolve) => {
    const stop = watched.onReading((state) => {
      if (!wanted(state)) return;
      stop();
      resolve(state);
    });
  });
const anything = () => true;
const usedIs = (usedMiB: number) => (state: GpuState) => state.kind === "gpus" && state.gpus[0]?.usedMiB === usedMiB;
const using = (usedMiB: number | string) => `0, GPU-8f2c, RTX 3090, 24576, ${usedMiB}, 1000, 37`;
const named = (event: string) => events.filter((each) => each.event === event);

test("no card is a normal state: unknown until the first poll, then none, logged once", async () => {
  const watched = watch();
  expect(watched.state().kind).toBe("unknown");
  await seen(watched, anything);
  await seen(watched, anything);
  expect(watched.state()).toEqual({ kind: "none", reason: "No devices were found" });
  expect(events.map(({ event, level }) => [event, level])).toEqual([["gpu_none", "INFO"]]);
});

test("polls are rare where there is no card", async () => {
  const watched = watch({ pollMs: 0, idlePollMs: 60_000 });
  await seen(watched, anything);
  await standIn.prints(using(5_000));
  let looks = 0;
  watched.onReading(() => {
    looks += 1;
  });
  // A second reader polls five times meanwhile.
  const other = createNvidiaSmi({ path: standIn.path });
  for (let poll = 0; poll < 5; poll += 1) expect((await other.state()).kind).toBe("gpus");
  expect(looks).toBe(0);
});

test("a full card raises the alert, says who uses it, and clears it when it stays calm", async () => {
  await standIn.prints(using(12_000));
  const watched = watch();
  await seen(watched, usedIs(12_000));
  expect(watched.alerts()).toEqual([]);

  await standIn.prints(using(23_000), "GPU-8f2c, 4711, 22000\nGPU-other, 1, 5\n");
  await seen(watched, usedIs(23_000));
  expect(watched.alerts()).toMatchObject([{ uuid: "GPU-8f2c" }]);
  expect(named("vram_alert")).toMatchObject([
    {
      level: "WARN",
      gpu: 0,
      usedMiB: 23_000,
      totalMiB: 24_576,
      alertFraction: 0.9,
      processes: [{ pid: 4_711, usedMiB: 22_000 }],
    },
  ]);

  await standIn.prints(using(22_000));
  await seen(watched, usedIs(22_000));
  for (let poll = 0; poll < 4; poll += 1) await seen(watched, anything);
  expect(watched.alerts()).toHaveLength(1);

  await standIn.prints(using(12_000));
  await expect.poll(() => watched.alerts()).toEqual([]);
  expect(named("vram_alert")).toHaveLength(1);
  expect(named("vram_alert_cleared")).toMatchObject([{ level: "INFO", usedMiB: 12_000 }]);
});

test("a card that can't be read for a while keeps its alert", async () => {
  await standIn.prints(using(23_000));
  const watched = watch();
  await seen(watched, usedIs(23_000));
  await standIn.does("exit 18");
  await seen(watched, ({ kind }) => kind === "unknown");
  expect(watched.alerts()).toHaveLength(1);
  await standIn.prints(using("[N/A]"));
  await seen(watched, ({ kind }) => kind === "gpus");
  expect(watched.alerts()).toHaveLength(1);
  expect(named("gpu_unreadable")).toMatchObject([{ level: "WARN", reason: expect.stringContaining("code 18") }]);
});

test("closed, it calls nobody back any more", async () => {
  const watched = watch();
  await seen(watched, anything);
  let looks = 0;
  watched.onReading(() => {
    looks += 1;
  });
  watched.close();
  const other = createNvidiaSmi({ path: standIn.path });
  for (let poll = 0; poll < 3; poll += 1) await other.state();
  expect(looks).toBe(0);
});
