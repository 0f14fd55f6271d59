import { expect, test } from "vitest";
import { noExpectations } from "./expectations";
import { judgeCase } from "./judge";
import { defaultThresholds } from "./verdict";
import type { SideView } from "./views";

const side = (changes: Partial<SideView> = {}): SideView => ({
  outcome: "done",
  error_code: null,
  missing: null,
  repeat: 0,
  user_text: "我要辦信用卡",
  ai_text: "好的，請稍候。",
  user_audio_url: null,
  ai_audio_url: null,
  ai_audio_ms: 2_000,
  error_rate: 0.1,
  recognition: { errors: 1, units: 10 },
  models: { stt: "a", llm: "b", tts: "c" },
  voice: "builtin:x",
  stt_ms: 100,
  ttft_ms: 200,
  text_ms: 200,
  tts_ms: 300,
  first_sound_ms: 800,
  ...changes,
});
const judge = (bases: SideView[], results: SideView[], expectations = noExpectations, repeats = results.length || 1) =>
  judgeCase({ bases, results, repeats, expectations }, defaultThresholds);

test.each<[string, Partial<SideView>, Partial<SideView>, string, string[]]>([
  ["nothing differs", {}, {}, "same", []],
  ["another reply", {}, { ai_text: "沒問題。" }, "changed", ["reply_changed"]],
  ["only spaces and width differ", { ai_text: "ＡＢ c" }, { ai_text: "AB  C " }, "same", []],
  ["other words, as many errors", {}, { user_text: "我要辦金融卡" }, "changed", ["transcript_changed"]],
  ["CER +0.05", {}, { error_rate: 0.15, user_text: "我" }, "regressed", ["transcript_worse"]],
  ["CER +0.04", {}, { error_rate: 0.14 }, "same", []],
  ["CER −0.05", {}, { error_rate: 0.05 }, "improved", ["transcript_better"]],
  [
    "nobody corrected it",
    { error_rate: null },
    { error_rate: null, user_text: "他" },
    "changed",
    ["transcript_changed"],
  ],
  ["+20 % and +100 ms", {}, { first_sound_ms: 960 }, "regressed", ["slower"]],
  ["+19 %", {}, { first_sound_ms: 955 }, "same", []],
  ["+50 % of little", { first_sound_ms: 100 }, { first_sound_ms: 150 }, "same", []],
  ["sooner", {}, { first_sound_ms: 600 }, "improved", ["faster"]],
  ["worse and better", {}, { error_rate: 0, first_sound_ms: 2_000 }, "regressed", ["transcript_better", "slower"]],
  ["an older turn without calls", { first_sound_ms: null }, { first_sound_ms: 9_000 }, "same", []],
  ["it failed", {}, { outcome: "failed" }, "regressed", ["failed"]],
  ["it had failed", { outcome: "failed" }, {}, "improved", ["recovered"]],
  ["a model was down", {}, { outcome: "unavailable" }, "no_evidence", ["missing"]],
  ["the base is gone", { outcome: "unavailable" }, {}, "no_evidence", ["missing"]],
])("%s", (_, base, result, verdict, reasons) => {
  expect(judge([side(base)], [side(result)])).toMatchObject({ verdict, reasons });
});

test("without a base or before all repeats there is no evidence", () => {
  expect(judge([], [side()]).verdict).toBe("no_evidence");
  expect(judge([side()], []).verdict).toBe("no_evidence");
  expect(judge([side()], [side()], noExpectations, 3).verdict).toBe("no_evidence");
});

test("a model that differs from itself has not become worse: the spread is said", () => {
  const results = [side({ first_sound_ms: 2_000 }), side({ first_sound_ms: 850, ai_text: "沒問題。" })];
  expect(judge([side()], results)).toMatchObject({
    verdict: "no_evidence",
    reasons: ["slower", "spread", "reply_changed"],
    spread: { first_sound_ms: 1_150, replies: 2 },
  });
  // It did so before, too.
  const bases = [side(), side({ first_sound_ms: 1_900 })];
  expect(judge(bases, [side({ first_sound_ms: 2_000 })])).toMatchObject({ verdict: "no_evidence" });
  expect(judge([side()], [side({ outcome: "failed" }), side()])).toMatchObject({ reasons: ["failed", "spread"] });
  const worse = [2_000, 2_100, 1_500].map((first_sound_ms) => side({ first_sound_ms }));
  expect(judge([side()], worse)).toMatchObject({ verdict: "regressed", reasons: ["slower"] });
});

test("expectations: lost ones regress, met ones improve, unmet ones stay", () => {
  const expectations = {
    mustContain: ["請稍候", "ABC"],
    mustNotContain: ["沒問題"],
    maxFirstSoundMs: 1_000,
    maxSpeechS: 3,
  };
  const judged = judge([side()], [side({ ai_text: "沒問題，ａｂｃ", ai_audio_ms: 3_001 })], expectations);
  expect(judged.verdict).toBe("regressed");
  expect(judged.expectations).toEqual([
    { kind: "mustContain", value: "請稍候", base_met: true, run_met: false },
    { kind: "mustContain", value: "ABC", base_met: false, run_met: true },
    { kind: "mustNotContain", value: "沒問題", base_met: true, run_met: false },
    { kind: "maxFirstSoundMs", value: 1_000, base_met: true, run_met: true },
    { kind: "maxSpeechS", value: 3, base_met: true, run_met: false },
  ]);
  expect(judged.reasons).toEqual(["expectation_lost", "expectation_met", "reply_changed"]);
  const unmet = { ...noExpectations, mustContain: ["ABC"] };
  expect(judge([side()], [side()], unmet)).toMatchObject({ verdict: "same", reasons: [] });
  expect(judge([side({ outcome: "unavailable" })], [side()], unmet).expectations[0]?.base_met).toBeNull();
});
