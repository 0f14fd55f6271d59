import { expect, test } from "vitest";
import { linkedTurns, turnHref } from "./history-link";

test("a link leads back to its turn", () => {
  const turn = { session_id: "s 1&", turn_id: "turn-0001" };
  expect(turnHref(turn)).toBe("/history?session=s+1%26&turn=turn-0001");
  expect(linkedTurns(`https://avatar.lan:8000${turnHref(turn)}`)).toEqual({ turnId: "turn-0001" });
});

test("a conversation, an id, and what is neither", () => {
  expect(linkedTurns(" /history?q=%E5%8D%A1&session=abc ")).toEqual({ sessionId: "abc" });
  expect(linkedTurns("0192f0c1-aaaa-7bbb-8ccc-000000000001")).toEqual({
    turnId: "0192f0c1-aaaa-7bbb-8ccc-000000000001",
  });
  for (const text of ["", "hello", "/history", "/history?q=a", "https://example.org/?turn=x"]) {
    expect(linkedTurns(text)).toBeNull();
  }
});
