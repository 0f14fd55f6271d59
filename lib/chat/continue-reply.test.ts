import { expect, test } from "vitest";
import { hasMoreToSay } from "./continue-reply";
import type { Turn } from "./conversation-state";
import { earlierTurns } from "./earlier-turns";
import { storedTurn } from "./testing/stored-turn";

const [whole] = earlierTurns([storedTurn(1)], "en") as [Turn];

test.each<[string, Partial<Turn>, boolean]>([
  ["a whole reply", {}, false],
  ["one that was silenced and written to its end", { status: "interrupted", endedBy: "user_stop" }, false],
  ["one that is being written", { status: "running", finishReason: null, endedBy: null }, false],
  ["one that was cut at the limit", { endedBy: "limit", finishReason: "length" }, true],
  ["one that was silenced, and cut at the limit", { endedBy: "user_stop", finishReason: "length" }, true],
  ["one whose writing was stopped", { status: "interrupted", endedBy: "user_stop", finishReason: null }, true],
  ["one that was lost with the connection", { endedBy: "disconnect", finishReason: null }, true],
  ["one that broke off", { status: "failed", endedBy: "error", finishReason: null }, true],
  ["one without a word", { replyText: "", endedBy: "user_stop", finishReason: null }, false],
  ["one of which nothing is known", { status: "interrupted", endedBy: null, finishReason: null }, false],
])("%s", (_, changes, more) => {
  expect(hasMoreToSay({ ...whole, ...changes })).toBe(more);
});
