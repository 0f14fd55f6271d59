import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../config/config";
import type { GpuProcess, GpuReading, GpuState } from "../../../inference/gpu/contract";
import { gpuFindings } from "./gpu";

const configWith = (environment: Record<string, string>) => loadConfig(environment, "/nowhere");
const embedded = configWith({});
const onGpu = configWith({ AVATAR_LLM_ENGINE: "process", AVATAR_TTS_ENGINE: "process" });
const uuid = "GPU-11111111-2222-3333-4444-555555555555";
const card: GpuReading = {
  index: 0,
  uuid,
  name: "NVIDIA GeForce RTX 3090",
  totalMiB: 24_576,
  usedMiB: 512,
  freeMiB: 24_000,
  utilizationPercent: 0,
};
const none: GpuState = { kind: "none", reason: "nvidia-smi is not on PATH" };
const unknown: GpuState = { kind: "unknown", reason: "Driver/library version mismatch" };

function findingsFor(
  config: typeof embedded,
  state: GpuState,
  more: { processes?: GpuProcess[]; isAvatarRunning?: boolean } = {},
) {
  const facts = { processes: [], isAvatarRunning: false, driver: "550.54.15", cuda: "12.4", ...more };
  return gpuFindings({ state, ...facts }, config).map(({ level, name, message }) => `${level} ${name}: ${message}`);
}
const cards = (...gpus: GpuReading[]): GpuState => ({ kind: "gpus", gpus });

describe("without a card", () => {
  it("is fine while nothing needs a card, and fails when vLLM is configured", () => {
    expect(findingsFor(embedded, none)).toEqual([expect.stringMatching(/^ok GPU: none, and none is needed/)]);
    expect(findingsFor(onGpu, none)).toEqual([expect.stringMatching(/^failed GPU: No NVIDIA card was found/)]);
    const voiceOnly = configWith({ AVATAR_TTS_ENGINE: "process" });
    expect(findingsFor(voiceOnly, none)).toEqual([expect.stringMatching(/^warning GPU/)]);
    const ownProgram = configWith({ AVATAR_LLM_ENGINE: "process", AVATAR_LLM_COMMAND: "serve --port={port}" });
    expect(findingsFor(ownProgram, none)).toEqual([expect.stringMatching(/^warning GPU/)]);
  });

  it("says why the cards can't be read", () => {
    expect(findingsFor(embedded, unknown)).toEqual(["warning GPU: can't be read: Driver/library version mismatch"]);
    expect(findingsFor(onGpu, unknown)).toEqual([expect.stringMatching(/^failed GPU: .*version mismatch/)]);
  });
});

describe("with cards", () => {
  it("reports driver, CUDA, memory and its users, and that the plan fits", () => {
    const processes = [
      { gpuUuid: uuid, pid: 4242, usedMiB: 500 },
      { gpuUuid: "GPU-other", pid: 1, usedMiB: null },
    ];
    expect(findingsFor(onGpu, cards(card), { processes })).toEqual([
      "ok GPU 0: NVIDIA GeForce RTX 3090, driver 550.54.15, CUDA 12.4; 512 of 24576 MiB used (process 4242: 500 MiB)",
      expect.stringMatching(/^ok VRAM plan: GPU 0 .* has 24576 MiB/),
    ]);
    expect(findingsFor(embedded, cards(card))).toHaveLength(1);
  });

  it("warns when other programs hold memory that the plan needs, unless AVATAR runs", () => {
    const busy = cards({ ...card, usedMiB: 10_000 });
    expect(findingsFor(onGpu, busy).at(-1)).toMatch(
      /^warning GPU 0: other programs hold 10000 MiB; the plan leaves them 8\d\d\d$/,
    );
    expect(findingsFor(onGpu, busy, { isAvatarRunning: true }).at(-1)).toMatch(/^ok VRAM plan/);
  });

  it("fails when the plan is larger than the card, and warns when the card is full", () => {
    const small = cards({ ...card, totalMiB: 8_192, usedMiB: 8_000 });
    expect(findingsFor(onGpu, small)).toEqual([
      expect.stringMatching(/^warning GPU 0/),
      expect.stringMatching(/^failed VRAM plan/),
    ]);
  });

  it("never treats an unknown number as 0", () => {
    const silent = cards({ ...card, totalMiB: null, usedMiB: null });
    expect(findingsFor(onGpu, silent)).toEqual([
      expect.stringMatching(/^ok GPU 0: .*unknown of unknown MiB used$/),
      expect.stringMatching(/^warning VRAM plan/),
    ]);
  });

  it("reports a card that can't be read with the reason, beside the others", () => {
    const state: GpuState = {
      kind: "gpus",
      gpus: [card, { ...card, index: 1, uuid: "GPU-2", totalMiB: null, problem: "the driver answers ERR!" }],
      lost: [{ name: "0000:0B:00.0", problem: "GPU is lost" }],
    };
    expect(findingsFor(embedded, state)).toEqual([
      expect.stringMatching(/^ok GPU 0/),
      expect.stringMatching(/^warning GPU 1: can't be read: .*the driver answers ERR!$/),
      "warning GPU 0000:0B:00.0: can't be read: GPU is lost",
    ]);
  });

  it("reports a configured card that does not exist", () => {
    const misplaced = configWith({ AVATAR_TTS_ENGINE: "process", AVATAR_TTS_GPU: "3" });
    expect(findingsFor(misplaced, cards(card))).toContainEqual(
      expect.stringMatching(/^failed VRAM plan: AVATAR_TTS_GPU is 3/),
    );
  });
});
