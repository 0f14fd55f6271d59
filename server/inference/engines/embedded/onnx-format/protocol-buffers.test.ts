import { expect, test } from "vitest";
import { bytes, fieldsOf, integer, message, text } from "./protocol-buffers";

const read = (written: Uint8Array) =>
  [...fieldsOf(written)].map(({ number, content }) => [number, content && Buffer.from(content).toString()]);

test("numbers are written as the format says", () => {
  expect([...integer(1, 0)]).toEqual([0x08, 0x00]);
  expect([...integer(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...integer(20, 300)]).toEqual([0xa0, 0x01, 0xac, 0x02]);
  expect([...integer(3, -1)]).toEqual([0x18, ...Array(9).fill(0xff), 0x01]);
});

test("what is written is read again, each field with its own bytes", () => {
  const long = "x".repeat(20_000);
  const parts = [
    text(2, "name"),
    integer(1, -1),
    message(7, [text(1, "a"), integer(3, 5)]),
    bytes(200, Buffer.from(long)),
  ];
  const written = Buffer.concat(parts);
  expect(read(written)).toEqual([
    [2, "name"],
    [1, null],
    [7, Buffer.concat([text(1, "a"), integer(3, 5)]).toString()],
    [200, long],
  ]);
  expect([...fieldsOf(written)].map((field) => Buffer.from(field.bytes))).toEqual(
    parts.map((part) => Buffer.from(part)),
  );
});

test("numbers of fixed size are passed over", () => {
  const fixed = Buffer.from([0x15, 1, 2, 3, 4, 0x19, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(read(Buffer.concat([fixed, text(1, "after")]))).toEqual([
    [2, null],
    [3, null],
    [1, "after"],
  ]);
});

test.each([
  ["in a tag", [0x80]],
  ["in a number", [0x08, 0x80]],
  ["in a text", [0x0a, 5, 0x61]],
  ["in a fixed number", [0x15, 1, 2]],
])("a message that is cut off %s is refused", (_, cut) => {
  expect(() => [...fieldsOf(Uint8Array.from(cut))]).toThrow("cut off");
});

test("a field of an unknown type is refused", () => {
  expect(() => [...fieldsOf(Uint8Array.of(0x0b))]).toThrow("unknown type");
});
