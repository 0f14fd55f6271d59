import { expect, test } from "vitest";
import { type LiveFacts, liveReadings, type SlowFacts, slowReadings } from "./readings";
import { defaultAlertTargets } from "./targets";

const well: LiveFacts = {
  cards: [{ index: 0, usedMiB: 8_000, totalMiB: 24_000, alert: false }],
  vramLine: 0.9,
  models: [{ role: "llm", model: "qwen", state: "ready", required: true }],
  storage: { state: "ok", free_mib: 50_000, models_free_mib: 50_000 },
  diskWarnMib: 2_048,
  clock: { state: "ok", off_by_s: null },
};
const verdicts = (facts: Partial<LiveFacts>) =>
  liveReadings({ ...well, ...facts })
    .filter(({ verdict }) => verdict !== "good")
    .map(({ kind, subject, verdict, value }) => [kind, subject, verdict, value]);
const card = (usedMiB: number | null, alert = false) => [{ index: 1, usedMiB, totalMiB: 24_000, alert }];
const model = (state: "failed" | "stopped" | "loading", required = true) => [
  { role: "tts", model: "f5", state, required } as const,
];
const storage = (state: LiveFacts["storage"]["state"], free_mib: number | null) => ({
  storage: { state, free_mib, models_free_mib: null },
});

test.each<[string, Partial<LiveFacts>, unknown[]]>([
  ["all is well", {}, []],
  ["a card above its line", { cards: card(22_800, true) }, [["vram", "1", "bad", 0.95]]],
  ["a card that can't be read", { cards: card(null) }, [["vram", "1", null, null]]],
  ["no card", { cards: null }, []],
  ["a model that failed", { models: model("failed") }, [["model_down", "tts/f5", "bad", null]]],
  ["one that was stopped", { models: model("stopped") }, [["model_down", "tts/f5", "bad", null]]],
  ["one that loads says nothing yet", { models: model("loading") }, [["model_down", "tts/f5", "neither", null]]],
  ["one that only some mode uses", { models: model("failed", false) }, []],
  ["little room", storage("low", 1_500), [["disk", "", "bad", 1_500]]],
  ["a little more than that", storage("ok", 2_100), [["disk", "", "near", 2_100]]],
  [
    "a full disk",
    storage("full", 10),
    [
      ["disk", "", "bad", 10],
      ["storage", "", "bad", null],
    ],
  ],
  ["a damaged database", storage("damaged", 9_000), [["storage", "", "bad", null]]],
  ["a clock that was set", { clock: { state: "jumped", off_by_s: -90 } }, [["clock", "", "bad", -90]]],
])("%s", (_, facts, expected) => expect(verdicts(facts)).toEqual(expected));

const nowS = 1_000 * 86_400;
const facts: SlowFacts = { lastBackupS: nowS - 3_600, oldestTurnS: 0, certificateEndsS: nowS + 300 * 86_400 };
const slow = (change: Partial<SlowFacts>, targets = {}) =>
  slowReadings({ ...facts, ...change }, { ...defaultAlertTargets, ...targets }, nowS).map((each) => [
    each.kind,
    each.verdict,
    each.detail,
  ]);

test.each<[string, ReturnType<typeof slow>, string, string]>([
  ["a backup of an hour ago", slow({}), "backup_age", "good"],
  ["one of nine days ago", slow({ lastBackupS: nowS - 9 * 86_400 }), "backup_age", "bad"],
  ["none since the first turn", slow({ lastBackupS: null }), "backup_age", "bad"],
  ["none, but the first turn is of today", slow({ lastBackupS: null, oldestTurnS: nowS - 60 }), "backup_age", "good"],
  ["none, and nothing to lose", slow({ lastBackupS: null, oldestTurnS: null }), "backup_age", "good"],
  ["none, and nobody asks for one", slow({ lastBackupS: null }, { backupAgeHours: null }), "backup_age", "good"],
  ["a certificate of 300 days", slow({}), "certificate", "good"],
  ["one of ten days", slow({ certificateEndsS: nowS + 10 * 86_400 }), "certificate", "bad"],
  ["one that ended", slow({ certificateEndsS: nowS - 60 }), "certificate", "bad"],
])("%s", (_, readings, kind, verdict) => expect(readings.find(([each]) => each === kind)?.[1]).toBe(verdict));
