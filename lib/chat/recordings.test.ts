import { expect, test } from "vitest";
import type { TurnView } from "../conversations";
import { earlierTurns } from "./earlier-turns";
import { recordedSides } from "./recordings";
import { storedTurn } from "./testing/stored-turn";

const spoken: Partial<TurnView> = { user_audio_ms: 1_200, ai_audio_ms: 900 };

test.each<[string, Partial<TurnView>, { user: boolean; reply: boolean }]>([
  ["spoken", spoken, { user: true, reply: true }],
  ["typed", { ...spoken, user_audio_ms: null }, { user: false, reply: true }],
  ["answered in silence", { ...spoken, ai_audio_ms: null }, { user: true, reply: false }],
  ["not understood", { ...spoken, ai_audio_ms: null, user_text: "", ai_text: "" }, { user: true, reply: false }],
  ["its own recording is lost", { ...spoken, user_audio_missing: true }, { user: false, reply: true }],
  ["the reply's recording is lost", { ...spoken, ai_audio_missing: true }, { user: true, reply: false }],
  ["too old to have an id", { ...spoken, turn_id: null }, { user: false, reply: false }],
])("of a stored turn: %s", (_, change, sides) => {
  const [turn] = earlierTurns([storedTurn(1, change)], "en");
  expect(turn && recordedSides(turn)).toEqual(sides);
});

test("of a turn in this page: once it has ended and was stored", () => {
  const [turn] = earlierTurns([storedTurn(1, spoken)], "en");
  if (!turn) throw new Error("No turn.");
  expect(recordedSides({ ...turn, status: "running" })).toEqual({ user: false, reply: false });
  expect(recordedSides({ ...turn, status: "interrupted" })).toEqual({ user: true, reply: true });
  expect(recordedSides({ ...turn, status: "failed", errorCode: "storage_failed" })).toEqual({
    user: false,
    reply: false,
  });
});
