import { expect, test } from "vitest";
import { createLogTail } from "./log-tail";

function tailOf(...pieces: string[]) {
  const tail = createLogTail();
  const stream = tail.stream();
  for (const piece of pieces) stream.push(piece);
  return { tail, stream };
}

test("lines are put together from pieces, empty ones left out, the last one with the stream's end", () => {
  const { tail, stream } = tailOf("Load", "ing\r\n\n  step 1\nhalf a li");
  expect(tail.lines()).toEqual(["Loading", "  step 1"]);
  stream.push("ne");
  stream.end();
  expect(tail.lines()).toEqual(["Loading", "  step 1", "half a line"]);
});

test("of two streams, each has its own lines", () => {
  const tail = createLogTail();
  const [out, err] = [tail.stream(), tail.stream()];
  out.push("from ");
  err.push("error\n");
  out.push("output\n");
  expect(tail.lines()).toEqual(["error", "from output"]);
});

test("of a progress bar, only what a terminal would show in the end", () => {
  expect(tailOf("10 %\r50 %\r100 %\n").tail.lines()).toEqual(["100 %"]);
});

test("the last 200 lines are kept, each cut at 1,000 characters, whatever comes without line breaks", () => {
  const { tail } = tailOf(...Array.from({ length: 300 }, (_, index) => `line ${index}\n`));
  expect(tail.lines()).toHaveLength(200);
  expect(tail.lines()[0]).toBe("line 100");
  const long = tailOf(...Array.from({ length: 1_000 }, () => "x".repeat(10_000)), "\nnext\n");
  expect(long.tail.lines()).toEqual(["x".repeat(1_000), "next"]);
});

test("out of memory is recognised since the last start, and the last line is that start's", () => {
  const { tail, stream } = tailOf("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB\n");
  expect(tail.sawOutOfMemory()).toBe(true);
  expect(tail.lastLine()).toContain("torch.OutOfMemoryError");
  tail.mark("--- started again");
  expect(tail.sawOutOfMemory()).toBe(false);
  expect(tail.lastLine()).toBeNull();
  stream.push("RuntimeError: CUDA error: out of memory\n");
  expect(tail.sawOutOfMemory()).toBe(true);
});

test("the first line about it is told, once", () => {
  let told = 0;
  const stream = createLogTail(() => void told++).stream();
  stream.push("CUDA error: out of memory\nCUDA error: out of memory\n");
  expect(told).toBe(1);
});

test.each([
  "INFO Received request chatcmpl-1: prompt: 'my secret', params: SamplingParams(n=1)",
  '{"messages": [{"role": "user", "content": "my secret"}]}',
  "ValueError: bad input='my secret'",
  "gen_text 0 my secret",
])("a line that may quote people is dropped: %s", (line) => {
  expect(tailOf(`${line}\n`).tail.lines()).toEqual([]);
});

test("a line about a model's context is kept", () => {
  expect(tailOf("max context: 8192\n").tail.lines()).toEqual(["max context: 8192"]);
});
