import { expect, test } from "vitest";
import { createStderrTail } from "./stderr-tail";

function saidBy(...pieces: string[]) {
  const words = createStderrTail();
  const stream = words.stream();
  for (const piece of pieces) stream.push(piece);
  return { words, stream };
}

test("lines are joined from chunks, empty lines are dropped, and the stream's end completes the last line", () => {
  const { words, stream } = saidBy("Load", "ing\r\n\n  step 1\nhalf a li");
  expect(words.lines()).toEqual(["Loading", "  step 1"]);
  stream.push("ne");
  stream.end();
  expect(words.lines()).toEqual(["Loading", "  step 1", "half a line"]);
});

test("lines of two streams are not mixed", () => {
  const words = createStderrTail();
  const [out, err] = [words.stream(), words.stream()];
  out.push("from ");
  err.push("error\n");
  out.push("output\n");
  expect(words.lines()).toEqual(["error", "from output"]);
});

test("a progress bar leaves only its final state", () => {
  expect(saidBy("10 %\r50 %\r100 %\n").words.lines()).toEqual(["100 %"]);
});

test("the last 20 lines are kept, each cut at 1,000 characters, whatever comes without line breaks", () => {
  const { words } = saidBy(...Array.from({ length: 30 }, (_, index) => `line ${index}\n`));
  expect(words.lines()).toHaveLength(20);
  expect(words.lines()[0]).toBe("line 10");
  expect(words.last()).toBe("line 29");
  const long = saidBy(...Array.from({ length: 1_000 }, () => "x".repeat(10_000)), "\nnext\n");
  expect(long.words.lines()).toEqual(["x".repeat(1_000), "next"]);
});

test("after redact() only the name of the last error is kept: the rest of the line may quote people", () => {
  const { words, stream } = saidBy("ValueError: an old one\nloaded\n");
  words.redact();
  expect([words.lines(), words.last()]).toEqual([[], null]);
  stream.push("my secret\nTraceback (most recent call last):\n  return Error(my secret)\n");
  expect(words.last()).toBeNull();
  stream.push("vllm.v1.engine.exceptions.EngineDeadError: my secret\n");
  expect([words.lines(), words.last()]).toEqual([[], "EngineDeadError"]);
});

test("out of memory is recognised before and after redact()", () => {
  const memory = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB\n";
  expect(saidBy("loading\n").words.sawOutOfMemory()).toBe(false);
  expect(saidBy(memory).words.sawOutOfMemory()).toBe(true);
  const { words, stream } = saidBy();
  words.redact();
  stream.push(memory);
  expect([words.sawOutOfMemory(), words.last()]).toEqual([true, "OutOfMemoryError"]);
});

test("the first out-of-memory line is reported, once", () => {
  let told = 0;
  const stream = createStderrTail(() => void told++).stream();
  stream.push("CUDA error: out of memory\nCUDA error: out of memory\n");
  expect(told).toBe(1);
});

test.each([
  "INFO Received request chatcmpl-1: prompt: 'my secret', params: SamplingParams(n=1)",
  '{"messages": [{"role": "user", "content": "my secret"}]}',
  "ValueError: bad input='my secret'",
  "gen_text 0 my secret",
  "non-default args: {'api_key': ['sk-1']}",
])("a line that may quote people, or hold a key, is dropped: %s", (line) => {
  expect(saidBy(`${line}\n`).words.lines()).toEqual([]);
});

test("a line about a model's context is kept", () => {
  expect(saidBy("max context: 8192\n").words.lines()).toEqual(["max context: 8192"]);
});
