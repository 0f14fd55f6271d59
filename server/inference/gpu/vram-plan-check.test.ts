import { expect, test } from "vitest";
import type { GpuReading, GpuState } from "./contract";
import type { VramPlan } from "./vram-ledger";
import { checkVramPlan } from "./vram-plan-check";

const plan: VramPlan = {
  llm: { card: "0", memoryFraction: 0.45 },
  tts: { card: "0", vramMiB: 4_096 },
  reserveMiB: 1_024,
};
const card = (totalMiB: number | null, index = 0): GpuReading => ({
  index,
  uuid: `GPU-0${index}`,
  name: "RTX",
  totalMiB,
  usedMiB: 0,
  freeMiB: totalMiB,
  utilizationPercent: 0,
});
const check = (state: GpuState, changes: Partial<VramPlan> = {}) => checkVramPlan({ ...plan, ...changes }, state);
const cards = (...gpus: GpuReading[]): GpuState => ({ kind: "gpus", gpus });

test("the defaults fit a card of 24 GB", () => {
  expect(check(cards(card(24_576)))).toEqual([
    {
      name: "VRAM plan",
      level: "ok",
      message:
        "GPU 0 (RTX) has 24576 MiB: the language model 11059 MiB, speech synthesis 4096 MiB, reserve 1024 MiB, 8397 MiB unassigned.",
      advice: null,
    },
  ]);
});

test("the last MiB may be promised, and not one more", () => {
  const exactly = 24_576 - 11_059 - 1_024;
  expect(check(cards(card(24_576)), { tts: { card: "0", vramMiB: exactly } })[0]?.level).toBe("ok");
  expect(check(cards(card(24_576)), { tts: { card: "0", vramMiB: exactly + 1 } })[0]?.level).toBe("failed");
});

test("a plan that is too large says by how much, and which values would fit", () => {
  const [finding] = check(cards(card(8_192)));
  expect(finding).toEqual({
    name: "VRAM plan",
    level: "failed",
    message:
      "GPU 0 (RTX) has 8192 MiB, 614 MiB less than planned: the language model 3686 MiB, speech synthesis 4096 MiB, reserve 1024 MiB.",
    advice:
      "Lower AVATAR_LLM_GPU_MEMORY to at most 0.37 or AVATAR_TTS_VRAM_MIB to at most 3482, or place a model on another card (AVATAR_LLM_GPU, AVATAR_TTS_GPU).",
  });
  // Its advice works.
  expect(check(cards(card(8_192)), { llm: { card: "0", memoryFraction: 0.37 } })[0]?.level).toBe("ok");
  expect(check(cards(card(8_192)), { tts: { card: "0", vramMiB: 3_482 } })[0]?.level).toBe("ok");
});

test("when no smaller value would fit, only another card helps", () => {
  expect(check(cards(card(1_000)), { llm: null })[0]).toMatchObject({
    level: "failed",
    advice: "Place a model on another card (AVATAR_LLM_GPU, AVATAR_TTS_GPU).",
  });
});

test("a configured card that does not exist is named, with those that do", () => {
  const findings = check(cards(card(24_576), card(12_288, 1)), { tts: { card: "GPU-ff", vramMiB: 4_096 } });
  expect(findings.map(({ level }) => level)).toEqual(["failed", "ok"]);
  expect(findings[0]?.message).toContain("AVATAR_TTS_GPU is GPU-ff");
  expect(findings[0]?.advice).toContain("0 (RTX, GPU-00), 1 (RTX, GPU-01)");
});

test("each card is checked for what is placed on it", () => {
  const findings = check(cards(card(24_576), card(4_096, 1)), { tts: { card: "1", vramMiB: 4_096 } });
  expect(findings.map(({ level }) => level)).toEqual(["ok", "failed"]);
});

test.each<[string, GpuState, string]>([
  ["no card", { kind: "none", reason: "nvidia-smi is not on PATH" }, "nvidia-smi is not on PATH"],
  ["a card that can't be read", { kind: "unknown", reason: "version mismatch" }, "version mismatch"],
  ["a card that does not tell its memory", cards(card(null)), "the language model ? MiB"],
])("%s: allowed, with a warning", (_, state, message) => {
  const findings = check(state);
  expect(findings).toMatchObject([{ level: "warning", message: expect.stringContaining(message) }]);
  expect(findings[0]?.advice).toBeTruthy();
});

test("with no model on a card there is no finding, whatever the cards are", () => {
  const elsewhere = { llm: null, tts: null };
  expect(check({ kind: "none", reason: "" }, elsewhere)).toEqual([]);
  expect(check(cards(card(100)), elsewhere)).toEqual([]);
});
