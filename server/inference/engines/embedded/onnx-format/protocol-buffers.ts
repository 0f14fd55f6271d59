/**
 * The wire format of protocol buffers: a message is a list of fields, each a tag (number and type), then its value.
 * Only what ONNX's graphs need is here; the library for them, `onnx-proto`, is generated code for the whole format that
 * has not been kept up.
 */
const wire = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

export interface Field {
  number: number;
  /** The field as it is in the message, with its tag. */
  bytes: Uint8Array;
  /** The content of a text, of bytes or of a message inside; null for numbers. */
  content: Uint8Array | null;
}

/** The fields of a message in their order; their bytes are views. Throws an Error when the message is cut off. */
export function* fieldsOf(message: Uint8Array): Generator<Field, void, undefined> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new Error("The message is cut off.");
      // Beyond 32 bits shifts wrap around; lengths and tags are shorter, other numbers are skipped.
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const start = at;
    const tag = varint();
    let content: Uint8Array | null = null;
    const type = tag % 8;
    if (type === wire.varint) varint();
    else if (type === wire.fixed64) at += 8;
    else if (type === wire.fixed32) at += 4;
    else if (type === wire.lengthDelimited) {
      const length = varint();
      content = message.subarray(at, at + length);
      at += length;
    } else throw new Error(`A field has the unknown type ${type}.`);
    if (at > message.length) throw new Error("The message is cut off.");
    yield { number: Math.floor(tag / 8), bytes: message.subarray(start, at), content };
  }
}

export const integer = (field: number, value: number): Uint8Array =>
  Buffer.concat([tag(field, wire.varint), varint(value)]);
export const text = (field: number, value: string): Uint8Array => bytes(field, Buffer.from(value));
export const message = (field: number, parts: readonly Uint8Array[]): Uint8Array => bytes(field, Buffer.concat(parts));
export const bytes = (field: number, value: Uint8Array): Uint8Array =>
  Buffer.concat([tag(field, wire.lengthDelimited), varint(value.length), value]);

const tag = (field: number, type: number) => varint((field << 3) | type);

/** Seven bits a byte, the lowest first; negative numbers as their two's complement of 64 bits. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...out, Number(rest)]);
}
