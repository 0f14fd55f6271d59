import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PromptSequence, PromptStates } from "./prompt-states";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-prompt-states-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As the runtime's sequence: a file holds its tokens, and what is no such file leaves it in no usable state. */
class Sequence implements PromptSequence {
  loads = 0;
  refuses = false;
  /** What the model itself holds: a refused load makes the runtime forget it, and it stays. */
  held: number[];
  constructor(public contextTokens: number[] = []) {
    this.held = contextTokens;
  }
  async saveStateToFile(path: string) {
    writeFileSync(path, JSON.stringify(this.contextTokens));
  }
  async loadStateFromFile(path: string) {
    this.loads += 1;
    this.contextTokens = [];
    if (this.refuses) throw new Error("no state of this model");
    this.contextTokens = JSON.parse(readFileSync(path, "utf8"));
    this.held = this.contextTokens;
  }
  async clearHistory() {
    if (this.contextTokens.length > 0) this.held = [];
    this.contextTokens = [];
  }
}

const range = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);
const chinese = range(1_000, 300);
const english = range(5_000, 200);
const states = (origin = "b1 model") => new PromptStates(folder, origin);

async function kept(tokens: number[], origin?: string): Promise<void> {
  await states(origin).keep(new Sequence([...tokens]), tokens);
}

test("after a start, each conversation begins with the state of the system message that it begins with", async () => {
  await kept(chinese);
  await kept(english);
  const after = states();
  await after.find(chinese);
  await after.find(english);
  for (const beginning of [chinese, english]) {
    for (let conversation = 0; conversation < 3; conversation++) {
      const sequence = new Sequence();
      await after.restore(sequence, [...beginning, 7, 8, 9]);
      expect(sequence.contextTokens).toEqual(beginning);
    }
  }
});

test("a conversation that holds as much already keeps what it holds", async () => {
  const store = states();
  await store.keep(new Sequence([...chinese]), chinese);
  const going = new Sequence([...chinese, 7, 8, 9]);
  await store.restore(going, [...chinese, 7, 8, 9, 10]);
  expect(going.loads).toBe(0);
  const shortened = new Sequence([...chinese, ...range(1, 40), ...range(100, 80)]);
  await store.restore(shortened, [...chinese, ...range(100, 80), 3]);
  expect(shortened.loads, "its oldest messages left the prompt").toBe(0);
});

test.each([
  ["another system message", chinese.with(150, 1), "b1 model"],
  ["a shorter one", chinese.slice(0, 200), "b1 model"],
  ["another model or runtime", chinese, "b2 model"],
])("nothing is taken for %s", async (_, tokens, origin) => {
  await kept(chinese);
  const store = states(origin);
  await store.find(tokens);
  const sequence = new Sequence();
  await store.restore(sequence, [...tokens, 7]);
  expect(sequence.loads).toBe(0);
});

test.each([
  ["before the start", true],
  ["while the model runs", false],
])("a file that was changed %s is removed unread, and written again", async (_, isBefore) => {
  const store = states();
  if (isBefore) await kept(chinese);
  else await store.keep(new Sequence([...chinese]), chinese);
  const [name = ""] = readdirSync(folder);
  writeFileSync(join(folder, name), "[1,2,3]");
  await store.find(chinese);
  const sequence = new Sequence([1, 2]);
  await store.restore(sequence, [...chinese, 7]);
  expect(sequence).toMatchObject({ loads: 0, contextTokens: [] });
  expect(readdirSync(folder)).toEqual([]);
  await store.keep(new Sequence([...chinese]), chinese);
  await store.restore(sequence, [...chinese, 7]);
  expect(sequence.contextTokens).toEqual(chinese);
});

test("what the runtime refuses to load is read by the model again", async () => {
  const store = states();
  await store.keep(new Sequence([...chinese]), chinese);
  const sequence = new Sequence([1, 2]);
  sequence.refuses = true;
  await store.restore(sequence, [...chinese, 7]);
  expect([sequence.contextTokens, sequence.held]).toEqual([[], []]);
  await store.restore(sequence, [...chinese, 7]);
  expect(sequence.loads).toBe(1);
});

test("a sequence that was interrupted before its end is not kept", async () => {
  const store = states();
  await store.keep(new Sequence(chinese.slice(0, 64)), chinese);
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that can't be written costs nothing but time", async () => {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "a file in its place");
  const store = states();
  await store.find(chinese);
  await store.keep(new Sequence([...chinese]), chinese);
  const sequence = new Sequence();
  await store.restore(sequence, chinese);
  expect(sequence.contextTokens).toEqual([]);
});

test("states of old system messages are removed, those in use are not", async () => {
  for (let version = 0; version < 9; version++) await kept(range(version, 50));
  const store = states();
  await store.keep(new Sequence([...chinese]), chinese);
  await store.keep(new Sequence([...english]), english);
  expect(readdirSync(folder)).toHaveLength(6);
  for (const tokens of [chinese, english]) {
    const sequence = new Sequence();
    await store.restore(sequence, tokens);
    expect(sequence.contextTokens).toEqual(tokens);
  }
});
