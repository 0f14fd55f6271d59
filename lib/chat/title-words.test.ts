import { expect, test } from "vitest";
import { reduceConversation } from "./conversation-reducer";
import { initialConversation } from "./conversation-state";
import { earlierTurns } from "./earlier-turns";
import { storedTurn } from "./testing/stored-turn";
import { titleWords } from "./title-words";

const stored = [1, 2, 3].map((turn) => ({ ...storedTurn(turn), user_text: `question ${turn}` }));
const all = earlierTurns(stored, "en");
const newest = initialConversation({ language: "en", mode: "fast" }, all.slice(1));
const opening = { oldestId: "t2", words: { text: "question  1", language: "zh-TW" } } as const;

test("a conversation of which only the newest turns are there has the title of its first words", () => {
  expect(titleWords(newest, opening)).toEqual({ text: "question 1", language: "zh-TW" });
  expect(titleWords(newest, null)).toEqual({ text: "question 2", language: "en" });
  const whole = reduceConversation(newest, { type: "turns_read", turns: all });
  expect(titleWords(whole, opening)).toEqual({ text: "question 1", language: "en" });
  const left = reduceConversation(newest, { type: "conversation_left" });
  expect(titleWords(left, opening)).toBeNull();
});

test("words that were corrected are not the title, and those that are still being heard are not either", () => {
  const corrected = earlierTurns([stored[0], { ...stored[1], supersedes_turn_id: "t1" }] as typeof stored, "en");
  const state = initialConversation({ language: "en", mode: "fast" }, corrected);
  expect(titleWords(state, null)?.text).toBe("question 2");
  const hearing = corrected.map((turn) => ({ ...turn, userTextFinal: false }));
  expect(titleWords(initialConversation({ language: "en", mode: "fast" }, hearing), null)).toBeNull();
});
