import { describe, expect, test } from "vitest";
import type { GpuReading, GpuState } from "./contract";
import { fitsNow, ttsCardUsedFraction, type VramPlan, vramAccounts } from "./vram-ledger";

const reading = (values: Partial<GpuReading> = {}): GpuReading => ({
  index: 0,
  uuid: "GPU-aa",
  name: "RTX 3090",
  totalMiB: 24_576,
  usedMiB: 300,
  freeMiB: 24_000,
  utilizationPercent: 0,
  ...values,
});
const cards = (...gpus: GpuReading[]): GpuState => ({ kind: "gpus", gpus });
const second = reading({ index: 1, uuid: "GPU-bb", totalMiB: 16_000, usedMiB: 100, freeMiB: 15_900 });
const none: GpuState = { kind: "none", reason: "nvidia-smi is not on PATH" };
const unknown: GpuState = { kind: "unknown", reason: "it hangs" };

const plan: VramPlan = {
  llm: { card: "0", memoryFraction: 0.45 },
  tts: { card: "0", vramMiB: 4_096 },
  reserveMiB: 1_024,
};
const llmMiB = 11_059;
const apart: VramPlan = { ...plan, tts: { card: "GPU-bb", vramMiB: 4_096 } };
const elsewhere: VramPlan = { llm: null, tts: null, reserveMiB: 1_024 };

describe("accounts", () => {
  test("both models on one card", () => {
    expect(vramAccounts(plan, cards(reading()))).toMatchObject([
      {
        budgets: [
          { role: "llm", miB: llmMiB },
          { role: "tts", miB: 4_096 },
        ],
        budgetMiB: llmMiB + 4_096,
        unassignedMiB: 24_576 - llmMiB - 4_096 - 1_024,
      },
    ]);
  });

  test("each on a card of its own, by index and by UUID", () => {
    expect(vramAccounts(apart, cards(reading(), second)).map(({ budgets }) => budgets)).toEqual([
      [{ role: "llm", miB: llmMiB }],
      [{ role: "tts", miB: 4_096 }],
    ]);
  });

  test("a card to which nothing was promised is listed", () => {
    expect(vramAccounts(elsewhere, cards(reading({ usedMiB: 20_000 })))).toMatchObject([
      { budgets: [], budgetMiB: 0, unassignedMiB: 24_576 - 1_024 },
    ]);
  });

  test("a total that is unknown makes vLLM's part unknown, not the other one's", () => {
    expect(vramAccounts(plan, cards(reading({ totalMiB: null, usedMiB: null })))).toMatchObject([
      {
        budgets: [
          { role: "llm", miB: null },
          { role: "tts", miB: 4_096 },
        ],
        budgetMiB: null,
        unassignedMiB: null,
      },
    ]);
  });

  test("no card, no accounts", () => {
    expect(vramAccounts(plan, none)).toEqual([]);
    expect(vramAccounts(plan, unknown)).toEqual([]);
  });
});

describe("does it fit now?", () => {
  const nothing = new Set<never>();
  const withLlm = new Set(["llm"] as const);
  const tts = (freeMiB: number | null, loaded: ReadonlySet<"llm"> = withLlm, state: Partial<GpuReading> = {}) =>
    fitsNow("tts", plan, cards(reading({ freeMiB, ...state })), loaded);

  test("the reserve stays free", () => {
    expect(tts(4_096 + 1_024)).toEqual({ fits: true, neededMiB: 4_096, availableMiB: 4_096 });
    expect(tts(4_096 + 1_023)).toEqual({ fits: false, neededMiB: 4_096, availableMiB: 4_095 });
  });

  test("while vLLM has not taken its part yet, speech synthesis leaves room for it", () => {
    expect(tts(llmMiB + 4_096 + 1_024, nothing).fits).toBe(true);
    expect(tts(llmMiB + 4_096 + 1_023, nothing).fits).toBe(false);
  });

  test("vLLM on another card owes nothing here", () => {
    const state = cards(reading(), { ...second, freeMiB: 5_120 });
    expect(fitsNow("tts", apart, state, nothing).fits).toBe(true);
  });

  test("vLLM is loaded first and does not wait for speech synthesis", () => {
    const fits = (freeMiB: number) => fitsNow("llm", plan, cards(reading({ freeMiB })), nothing).fits;
    expect(fits(llmMiB + 1_024)).toBe(true);
    expect(fits(llmMiB + 1_023)).toBe(false);
  });

  test("free memory that was not reported is total − used", () => {
    expect(tts(null, withLlm, { usedMiB: 24_576 - 5_120 }).fits).toBe(true);
    expect(tts(null, withLlm, { usedMiB: 24_576 - 5_119 }).fits).toBe(false);
  });

  test("what is unknown stays unknown", () => {
    expect(tts(null, withLlm, { usedMiB: null }).fits).toBeNull();
    expect(fitsNow("llm", plan, cards(reading({ totalMiB: null })), nothing).fits).toBeNull();
    for (const state of [none, unknown, cards(second)]) expect(fitsNow("tts", plan, state, nothing).fits).toBeNull();
    expect(fitsNow("tts", elsewhere, cards(reading()), nothing).fits).toBeNull();
  });
});

test("how full the card of speech synthesis is", () => {
  const state = cards(reading({ usedMiB: 12_288 }), second);
  expect(ttsCardUsedFraction(plan, state)).toBe(0.5);
  expect(ttsCardUsedFraction(apart, state)).toBe(100 / 16_000);
  expect(ttsCardUsedFraction(plan, cards(reading({ usedMiB: null })))).toBeNull();
  expect(ttsCardUsedFraction(plan, cards(second))).toBeNull();
  expect(ttsCardUsedFraction(elsewhere, state)).toBeNull();
  expect(ttsCardUsedFraction(plan, none)).toBeNull();
});
