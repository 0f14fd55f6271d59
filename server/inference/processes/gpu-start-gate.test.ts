import { expect, test } from "vitest";
import { createGpuStartGate } from "./gpu-start-gate";

function gateOf(primary: string | null) {
  const granted: string[] = [];
  const gate = createGpuStartGate(primary);
  return { ...gate, granted, ask: (name: string) => gate.request(name, () => granted.push(name)) };
}

test("processes get their turn one at a time, in order", () => {
  const gate = gateOf(null);
  for (const name of ["a", "b", "c"]) gate.ask(name);
  expect(gate.granted).toEqual(["a"]);
  gate.release("a");
  expect(gate.granted).toEqual(["a", "b"]);
  gate.release("c");
  gate.release("b");
  expect(gate.granted).toEqual(["a", "b"]);
});

test("the primary model overtakes those that wait, but does not interrupt the one whose turn it is", () => {
  const gate = gateOf("llm");
  gate.primaryReady(true);
  for (const name of ["tts", "other", "llm"]) gate.ask(name);
  expect(gate.granted).toEqual(["tts"]);
  gate.release("tts");
  expect(gate.granted).toEqual(["tts", "llm"]);
});

test("the others wait until the primary model is ready, also between its attempts", () => {
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

test("asking twice counts once; releasing a turn that is not held does nothing", () => {
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
