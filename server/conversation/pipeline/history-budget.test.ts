import { expect, test } from "vitest";
import type { ChatMessage } from "../../inference/contract";
import { estimateTokens, fitHistory } from "./history-budget";

const exchanges = (count: number, content = "a few words here") =>
  Array.from({ length: count }, (_, index): ChatMessage[] => [
    { role: "user", content: `${content} ${index}` },
    { role: "assistant", content: `${content} ${index}` },
  ]).flat();
const budget = {
  contextTokens: 2_048,
  maxReplyTokens: 120,
  fixed: [{ role: "system", content: "Be brief." } as const],
};
const tokens = (messages: ChatMessage[]) => messages.reduce((sum, each) => sum + estimateTokens(each.content) + 6, 0);

test("a short history stays whole", () => {
  const history = exchanges(3);
  expect(fitHistory(history, budget)).toEqual(history);
  expect(fitHistory([], budget)).toEqual([]);
});

test("a long one keeps its newest part, within the budget, beginning with the user", () => {
  const history = exchanges(500);
  const fitted = fitHistory(history, budget);
  expect(fitted.at(-1)).toBe(history.at(-1));
  expect(fitted[0]?.role).toBe("user");
  expect(tokens(fitted)).toBeLessThan(2_048 - 120);
  expect(fitted.length).toBeGreaterThan(40);
});

test("its beginning stays the same for several turns", () => {
  const starts = Array.from({ length: 12 }, (_, turn) => fitHistory(exchanges(100 + turn), budget)[0]?.content);
  expect(new Set(starts).size).toBeLessThanOrEqual(4);
});

test("nothing fits beside a very long question; a huge context does not mean a huge history", () => {
  const fixed = [{ role: "user", content: "word ".repeat(2_000) } as const];
  expect(fitHistory(exchanges(5), { ...budget, fixed })).toEqual([]);
  expect(tokens(fitHistory(exchanges(5_000), { ...budget, contextTokens: 131_072 }))).toBeLessThanOrEqual(3_000);
  expect(fitHistory(exchanges(5), { ...budget, contextTokens: null })).toHaveLength(10);
});

test("half a share is about half the history", () => {
  const whole = tokens(fitHistory(exchanges(500), budget));
  const half = tokens(fitHistory(exchanges(500), { ...budget, share: 0.5 }));
  expect(half).toBeLessThanOrEqual(whole / 2);
  expect(half).toBeGreaterThan(whole / 3);
});

test("one huge old message is dropped, the newer ones stay", () => {
  const history = [...exchanges(1, "word ".repeat(3_000)), ...exchanges(2)];
  expect(fitHistory(history, budget)).toEqual(history.slice(2));
});

test("an answer without its question is dropped", () => {
  const history: ChatMessage[] = [{ role: "assistant", content: "Hello." }, ...exchanges(1)];
  expect(fitHistory(history, budget)).toEqual(history.slice(1));
});

test("Chinese counts by hanzi, English by length", () => {
  expect(estimateTokens("今天天氣很好")).toBe(9);
  expect(estimateTokens("The weather is fine today.")).toBe(10);
  expect(estimateTokens("")).toBe(0);
});
