import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../../config/config";
import { createLogger } from "../../platform/observability/logger";
import type { ProcessState, ProcessStatus, ServerProcess } from "../processes/contract";
import type { GpuReader } from "./contract";
import { createNvidiaSmi } from "./nvidia-smi";
import { type StandInNvidiaSmi, standInNvidiaSmi } from "./testing/stand-in-nvidia-smi";
import { type WatchedGpus, watchGpus } from "./watch-gpus";

let standIn: StandInNvidiaSmi;
let gpus: WatchedGpus | null;
let events: Record<string, unknown>[];
/** Queries are answered one after another: when the last one is answered, all earlier ones are too. */
let reader: GpuReader;
beforeEach(async () => {
  standIn = await standInNvidiaSmi();
  reader = createNvidiaSmi({ path: standIn.path });
  gpus = null;
  events = [];
});
afterEach(async () => {
  gpus?.close();
  await standIn.remove();
});

/** Its state is set by the test. */
function scripted(first: ProcessState) {
  const listeners = new Set<(status: ProcessStatus) => void>();
  let state = first;
  const status = (): ProcessStatus => ({
    state,
    progress: null,
    reason: null,
    detail: null,
    pid: null,
    restarts: 0,
    retryAtMs: null,
    circuitOpen: false,
    smaller: false,
  });
  const process: Pick<ServerProcess, "status" | "onStatus"> = {
    status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    process,
    becomes(next: ProcessState) {
      state = next;
      for (const listener of listeners) listener(status());
    },
  };
}

const onTheGpu = { AVATAR_LLM_ENGINE: "process", AVATAR_TTS_ENGINE: "process" };

function watch(
  environment: Record<string, string>,
  processes: Partial<Parameters<typeof watchGpus>[1]["processes"]> = {},
) {
  gpus = watchGpus(loadConfig(environment, standIn.folder), {
    reader,
    processes: { llm: null, tts: null, ...processes },
    logger: createLogger("info", { write: (line) => events.push(JSON.parse(line)) }),
  });
  return gpus;
}

const firstLook = (watched: WatchedGpus) =>
  new Promise<number | null>((resolve) => {
    const stop = watched.onTtsCardUse((usedFraction) => {
      stop();
      resolve(usedFraction);
    });
  });
const named = (event: string) => events.filter((each) => each.event === event);
const card = (used: number, free = 24_000 - used) => `0, GPU-8f2c, RTX 3090, 24576, ${used}, ${free}, 37`;

test("a machine without a card, with embedded models: no warning", async () => {
  const watched = watch({});
  expect(watched.health()).toEqual({ state: "unknown", cards: [] });
  expect(await firstLook(watched)).toBeNull();
  expect(watched.health()).toEqual({ state: "none", cards: [] });
  expect(watched.metrics()).toBeNull();
  expect(events.map(({ event }) => event)).toEqual(["gpu_none"]);
});

test("the same machine with models that should run on a card: a warning that says what to do", async () => {
  const watched = watch(onTheGpu);
  await firstLook(watched);
  expect(named("vram_plan")).toMatchObject([
    { level: "WARN", status: "warning", action: expect.stringContaining("driver") },
  ]);
});

test("a card that is nearly full: its use and the alert are shown, and /health does not identify it", async () => {
  await standIn.prints(card(23_000));
  const watched = watch(onTheGpu);
  expect(await firstLook(watched)).toBeCloseTo(23_000 / 24_576);
  expect(watched.health()).toEqual({ state: "alert", cards: [{ index: 0, memory_used_fraction: 0.94 }] });
  expect(watched.metrics()).toMatchObject({
    readable: true,
    cards: [{ index: 0, totalMiB: 24_576, usedMiB: 23_000, budgetMiB: 11_059 + 4_096, alert: true }],
  });
  expect(named("vram_plan")).toMatchObject([{ level: "INFO", status: "ok" }]);
});

test("the dashboard sees what is promised beside what each of our processes and others hold", async () => {
  const programs = "GPU-8f2c, 41, 9000\nGPU-8f2c, 42, 1000\nGPU-8f2c, 50, 500\nGPU-8f2c, 7, 300\n";
  await standIn.prints(card(11_000), programs);
  const watched = watch(onTheGpu);
  await firstLook(watched);
  const nameOf = new Map([
    [41, "llm"],
    [42, "llm"],
    [50, "tts"],
  ] as const);
  expect(await watched.live(nameOf)).toEqual([
    {
      ...{ index: 0, name: "RTX 3090", total_mib: 24_576, used_mib: 11_000, reserve_mib: 1_024 },
      promised: [
        { role: "llm", mib: 11_059 },
        { role: "tts", mib: 4_096 },
      ],
      holders: [
        { process: "llm", used_mib: 10_000 },
        { process: "tts", used_mib: 500 },
        { process: null, used_mib: 300 },
      ],
      ...{ alert_fraction: 0.9, alert: false },
    },
  ]);
});

test("a machine without a card has none on the dashboard", async () => {
  const watched = watch({});
  await firstLook(watched);
  expect(await watched.live(new Map())).toBeNull();
});

test("a plan that can't work is an error in the log", async () => {
  await standIn.prints(card(0));
  await firstLook(watch({ ...onTheGpu, AVATAR_LLM_GPU_MEMORY: "0.9", AVATAR_TTS_VRAM_MIB: "8192" }));
  expect(named("vram_plan")).toMatchObject([{ level: "ERROR", status: "failed" }]);
});

test("a card that can't be read is `unknown`, not `none`", async () => {
  await standIn.does("exit 18");
  const watched = watch(onTheGpu);
  await firstLook(watched);
  expect(watched.health()).toEqual({ state: "unknown", cards: [] });
  expect(watched.metrics()).toEqual({ readable: false, cards: [] });
});

test("a broken card beside a good one: both are listed, and health, metrics and the log report it", async () => {
  await standIn.prints(
    `${card(5_000)}\n1, GPU-2, NVIDIA RTX A4000, [Unknown Error], [Unknown Error], [Unknown Error], 0`,
  );
  const watched = watch(onTheGpu);
  await firstLook(watched);
  expect(watched.health()).toMatchObject({ state: "ok", cards: [{ index: 0 }, { index: 1 }], unreadable_cards: 1 });
  expect(watched.metrics()).toMatchObject({ readable: true, unreadableCards: 1 });
  expect(named("gpu_unreadable")).toMatchObject([
    { level: "WARN", gpu: 1, reason: "the driver answers Unknown Error" },
  ]);
});

test("a model may start although too little memory is free, and the log says how much is missing", async () => {
  await standIn.prints(card(20_000, 4_000));
  const [llm, tts] = [scripted("ready"), scripted("stopped")];
  await firstLook(watch(onTheGpu, { llm: llm.process, tts: tts.process }));
  tts.becomes("starting");
  tts.becomes("starting");
  await reader.processes();
  expect(named("vram_short")).toMatchObject([
    { level: "WARN", role: "tts", neededMiB: 4_096, availableMiB: 4_000 - 1_024 },
  ]);
});

test("the memory of an ended model is free for its next start: the card is read again", async () => {
  await standIn.prints(card(20_000, 4_000));
  const [llm, tts] = [scripted("ready"), scripted("ready")];
  await firstLook(watch(onTheGpu, { llm: llm.process, tts: tts.process }));
  await standIn.prints(card(14_000, 10_000));
  tts.becomes("failed");
  tts.becomes("starting");
  await reader.processes();
  expect(named("vram_short")).toEqual([]);
});
