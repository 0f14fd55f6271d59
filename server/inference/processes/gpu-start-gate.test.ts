import { expect, test } from "vitest";
import { createGpuStartGate } from "./gpu-start-gate";

function gateOf(primary: string | null) {
  const granted: string[] = [];
  const gate = createGpuStartGate(primary);
  return { ...gate, granted, ask: (name: string) => gate.request(name, () => granted.push(name)) };
}

test("one at a time, in order", () => {
  const gate = gateOf(null);
  for (const name of ["a", "b", "c"]) gate.ask(name);
  expect(gate.granted).toEqual(["a"]);
  gate.release("a");
  expect(gate.granted).toEqual(["a", "b"]);
  gate.release("c");
  gate.release("b");
  expect(gate.granted).toEqual(["a", "b"]);
});

test("the primary model goes before those who came earlier, but not into a start that is under way", () => {
  const gate = gateOf("llm");
  gate.primaryReady(true);
  for (const name of ["tts", "other", "llm"]) gate.ask(name);
  expect(gate.granted).toEqual(["tts"]);
  gate.release("tts");
  expect(gate.granted).toEqual(["tts", "llm"]);
});

test("the others wait while the primary model is on its way, even between its tries", () => {
  const gate = gateOf("llm");
  gate.ask("tts");
  expect(gate.granted).toEqual([]);
  gate.ask("llm");
  gate.release("llm");
  expect(gate.granted).toEqual(["llm"]);
  gate.ask("llm");
  gate.primaryReady(true);
  expect(gate.granted).toEqual(["llm", "llm"]);
  gate.release("llm");
  expect(gate.granted).toEqual(["llm", "llm", "tts"]);
});

test("asking twice is asking once; what is not held can be given back", () => {
  const gate = gateOf(null);
  gate.release("a");
  gate.ask("a");
  gate.ask("a");
  gate.ask("b");
  gate.ask("b");
  gate.release("a");
  gate.release("b");
  gate.ask("c");
  expect(gate.granted).toEqual(["a", "b", "c"]);
});
