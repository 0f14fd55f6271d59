import { expect, test } from "vitest";
import { longestReplyTokens, replyTokens } from "./reply-limits";

const limits = { spokenTokens: 240, typedTokens: 1_024 };

test.each([
  ["speech", null, 240],
  ["text", null, 1_024],
  ["text", 32_768, 1_024],
  ["text", 1_024, 512],
  ["speech", 301, 150],
] as const)("a reply to %s in a context of %s tokens has at most %i", (said, contextTokens, most) => {
  expect(replyTokens(limits, said, contextTokens)).toBe(most);
});

test("room is kept for the longer kind, so that both have the same history", () => {
  expect(longestReplyTokens(limits, null)).toBe(1_024);
  expect(longestReplyTokens({ spokenTokens: 900, typedTokens: 100 }, 1_024)).toBe(512);
});
