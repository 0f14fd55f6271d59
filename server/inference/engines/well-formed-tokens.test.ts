import { expect, test } from "vitest";
import type { GenerateEvent } from "../contract";
import { wellFormedTokens } from "./well-formed-tokens";

const done: GenerateEvent = { type: "done", finishReason: "stop" };

async function* reply(pieces: string[]): AsyncGenerator<GenerateEvent> {
  for (const text of pieces) yield { type: "token", text };
  yield done;
}

test.each<[string, string[], string[]]>([
  ["whole pieces", ["你好", "👩‍⚕️", "!"], ["你好", "👩‍⚕️", "!"]],
  ["halves of a character", ["\uD842", "\uDFB7"], ["𠮷"]],
  ["halves at the edges of words", ["吃\uD842", "\uDFB7野家"], ["吃", "𠮷野家"]],
  ["halves one after another", ["\uD83D", "\uDC69\u200D\uD83D", "\uDCBB"], ["👩\u200D", "💻"]],
  ["an empty piece between the halves", ["\uD842", "", "\uDFB7"], ["𠮷"]],
  ["a first half that stays alone", ["a\uD842", "b"], ["a", "\uFFFDb"]],
  ["a first half at the end", ["a", "\uD842"], ["a", "\uFFFD"]],
  ["a second half that stays alone", ["\uDFB7a"], ["\uFFFDa"]],
  ["NUL", ["a\0b"], ["a\uFFFDb"]],
])("%s", async (_, pieces, expected) => {
  const events: GenerateEvent[] = [];
  for await (const event of wellFormedTokens(reply(pieces))) events.push(event);
  expect(events).toEqual([...expected.map((text) => ({ type: "token", text })), done]);
});

test("a reader that leaves in mid-reply ends the model's own stream", async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<GenerateEvent> {
    try {
      for (;;) yield { type: "token", text: "x" };
    } finally {
      ended = true;
    }
  }
  for await (const _ of wellFormedTokens(endless())) break;
  expect(ended).toBe(true);
});
