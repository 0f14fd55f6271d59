import { expect, test } from "vitest";
import { initialConversation } from "./conversation-state";
import { earlierTurns } from "./earlier-turns";
import { storedTurn } from "./testing/stored-turn";
import { unstoredTurns } from "./unstored-turns";

const stored = [storedTurn(1), storedTurn(2), storedTurn(3), storedTurn(4)];
const page = initialConversation({ language: "en", mode: "fast" }, earlierTurns(stored, "en"));

test("a reply that is being written, and one whose row is not there yet, are the ones to add", () => {
  const { t4 } = page.turns;
  if (!t4) throw new Error("no turn 4");
  const turns = { ...page.turns, t4: { ...t4, status: "running", replyText: "It is", endedBy: null } as const };
  expect(unstoredTurns({ ...page, turns }, stored.slice(0, 2))).toMatchObject([
    { turn_id: "t3", created_at: null, isUnfinished: false },
    { turn_id: "t4", ai_text: "It is", interrupted: false, created_at: null, isUnfinished: true },
  ]);
  expect(unstoredTurns({ ...page, turns }, stored)).toEqual([]);
});

test("turns without words, and turns that were replaced, are left out", () => {
  const { t3, t4 } = page.turns;
  if (!t3 || !t4) throw new Error("no turns 3 and 4");
  const turns = { ...page.turns, t3: { ...t3, superseded: true }, t4: { ...t4, userText: "" } };
  expect(unstoredTurns({ ...page, turns }, stored.slice(0, 2))).toEqual([]);
});
