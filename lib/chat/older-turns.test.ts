import { expect, test } from "vitest";
import { reduceConversation } from "./conversation-reducer";
import { initialConversation } from "./conversation-state";
import { earlierTurns } from "./earlier-turns";
import { lacksOlderTurns } from "./older-turns";
import { storedTurn } from "./testing/stored-turn";

const all = earlierTurns([storedTurn(1), storedTurn(2), storedTurn(3)], "en");
const opened = { ...initialConversation({ language: "en", mode: "fast" }, all.slice(1)), sessionId: "s1" };

test("older turns are lacking again when a conversation that was left without them is shown again", () => {
  expect(lacksOlderTurns(opened, ["t2"])).toBe(true);
  const left = reduceConversation(opened, { type: "conversation_left" });
  expect(lacksOlderTurns(left, ["t2"])).toBe(false);
  const back = reduceConversation(left, { type: "conversation_returned_to" });
  expect(lacksOlderTurns(back, ["t2"])).toBe(true);
  const whole = reduceConversation(back, { type: "turns_read", turns: all });
  expect(lacksOlderTurns(whole, ["t2"])).toBe(false);
});
