import { expect, test } from "vitest";
import { createCard } from "./card";

function cardOf(first: string | null) {
  const granted: string[] = [];
  const card = createCard(first);
  return { ...card, granted, ask: (name: string) => card.request(name, () => granted.push(name)) };
}

test("one at a time, in order", () => {
  const card = cardOf(null);
  for (const name of ["a", "b", "c"]) card.ask(name);
  expect(card.granted).toEqual(["a"]);
  card.release("a");
  expect(card.granted).toEqual(["a", "b"]);
  card.release("c");
  card.release("b");
  expect(card.granted).toEqual(["a", "b"]);
});

test("the first model goes before those who came earlier, but not into a start that is under way", () => {
  const card = cardOf("llm");
  card.firstIsSettled(true);
  for (const name of ["tts", "other", "llm"]) card.ask(name);
  expect(card.granted).toEqual(["tts"]);
  card.release("tts");
  expect(card.granted).toEqual(["tts", "llm"]);
});

test("the others wait while the first model is on its way, even between its tries", () => {
  const card = cardOf("llm");
  card.ask("tts");
  expect(card.granted).toEqual([]);
  card.ask("llm");
  card.release("llm");
  expect(card.granted).toEqual(["llm"]);
  card.ask("llm");
  card.firstIsSettled(true);
  expect(card.granted).toEqual(["llm", "llm"]);
  card.release("llm");
  expect(card.granted).toEqual(["llm", "llm", "tts"]);
});

test("asking twice is asking once; what is not held can be given back", () => {
  const card = cardOf(null);
  card.release("a");
  card.ask("a");
  card.ask("a");
  card.ask("b");
  card.ask("b");
  card.release("a");
  card.release("b");
  card.ask("c");
  expect(card.granted).toEqual(["a", "b", "c"]);
});
