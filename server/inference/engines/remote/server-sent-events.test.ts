import { expect, test } from "vitest";
import { serverSentData } from "./server-sent-events";

async function read(bytes: Uint8Array, pieceBytes: number, maxBytes = 1_000_000): Promise<string[]> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const all: string[] = [];
  for await (const data of serverSentData(pieces(), maxBytes)) all.push(data);
  return all;
}
const utf8 = (text: string) => new TextEncoder().encode(text);

test.each([1, 2, 3, 5, 1_000])("the same events in pieces of %i bytes", async (pieceBytes) => {
  const stream = utf8(
    ': a comment\r\n\r\nevent: message\ndata: {"text":"你好🙂"}\n\ndata:no space\r\n\r\n\n\n\ndata: two\ndata: lines\n\ndata: [DONE]\n\n',
  );
  expect(await read(stream, pieceBytes)).toEqual(['{"text":"你好🙂"}', "no space", "two\nlines", "[DONE]"]);
});

test("an event that is cut off by the end of the connection is dropped", async () => {
  expect(await read(utf8("data: one\n\ndata: tw"), 4)).toEqual(["one"]);
});

test("too many bytes and an endless line are refused", async () => {
  await expect(read(utf8("\n".repeat(2_000)), 100, 1_000)).rejects.toThrow("far longer");
  await expect(read(utf8(`data: ${"a".repeat(300_000)}`), 10_000)).rejects.toThrow("a line without end");
});
