/**
 * Writes models in ONNX's format: protocol buffer messages, of which this file has the fields that our graphs use
 * (onnx.proto of ONNX 1.12, opset 17). The library for it, `onnx-proto`, is generated code for the whole format that
 * has not been kept up, and reading models is the runtime's business.
 */

const irVersion = 8;
const opset = 17;
/** TensorProto.DataType */
const elementTypes = { float: 1, int64: 7 } as const;
type ElementType = keyof typeof elementTypes;

/** A dimension: a number, or a name where each run may have another. */
export type Shape = readonly (number | string)[];

/** A constant of the graph: its values, or where its float32 values lie in a file. */
export interface Initialiser {
  name: string;
  shape: readonly number[];
  data: Float32Array | BigInt64Array | { file: string; offsetBytes: number };
}

export interface GraphNode {
  op: string;
  inputs: readonly string[];
  /** An empty name: not wanted. */
  outputs: readonly string[];
  /** Whole numbers and lists of them; `floats` for others. */
  attributes?: Readonly<Record<string, number | readonly number[] | string>>;
}

export interface Graph {
  name: string;
  inputs: readonly { name: string; type: ElementType; shape: Shape }[];
  outputs: readonly { name: string; shape: Shape }[];
  initialisers: readonly Initialiser[];
  nodes: readonly GraphNode[];
}

/** The bytes of a model with this graph. Files of initialisers are named relative to the folder of the model. */
export function onnxModel(graph: Graph): Uint8Array {
  return Buffer.concat([
    integer(1, irVersion),
    message(8, [integer(2, opset)]),
    message(7, [
      ...graph.nodes.map(({ op, inputs, outputs, attributes = {} }) =>
        message(1, [
          ...inputs.map((name) => text(1, name)),
          ...outputs.map((name) => text(2, name)),
          text(4, op),
          ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attribute(value)])),
        ]),
      ),
      text(2, graph.name),
      ...graph.initialisers.map((initialiser) => message(5, tensor(initialiser))),
      ...graph.inputs.map(({ name, type, shape }) => message(11, valueInfo(name, type, shape))),
      ...graph.outputs.map(({ name, shape }) => message(12, valueInfo(name, "float", shape))),
    ]),
  ]);
}

/** AttributeProto.AttributeType: INT, STRING, INTS. */
function attribute(value: number | readonly number[] | string): Buffer[] {
  if (typeof value === "number") return [integer(3, value), integer(20, 2)];
  if (typeof value === "string") return [text(4, value), integer(20, 3)];
  return [...value.map((item) => integer(8, item)), integer(20, 7)];
}

function tensor({ name, shape, data }: Initialiser): Buffer[] {
  const type = data instanceof BigInt64Array ? "int64" : "float";
  const head = [...shape.map((size) => integer(1, size)), integer(2, elementTypes[type]), text(8, name)];
  if (ArrayBuffer.isView(data)) {
    // ONNX is little endian, as every machine is that onnxruntime has a build for.
    return [...head, bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength))];
  }
  const lengthBytes = shape.reduce((product, size) => product * size, Float32Array.BYTES_PER_ELEMENT);
  const place = { location: data.file, offset: `${data.offsetBytes}`, length: `${lengthBytes}` };
  const isExternal = 1;
  return [
    ...head,
    ...Object.entries(place).map(([key, value]) => message(13, [text(1, key), text(2, value)])),
    integer(14, isExternal),
  ];
}

function valueInfo(name: string, type: ElementType, shape: Shape): Buffer[] {
  const dimensions = shape.map((size) => message(1, [typeof size === "number" ? integer(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, elementTypes[type]), message(2, dimensions)])])];
}

/** Protocol buffers' wire types: how a field's value is written. */
const wire = { varint: 0, lengthDelimited: 2 } as const;

const tag = (field: number, type: number) => varint((field << 3) | type);
const integer = (field: number, value: number) => Buffer.concat([tag(field, wire.varint), varint(value)]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const message = (field: number, parts: readonly Buffer[]) => bytes(field, Buffer.concat(parts));
const bytes = (field: number, value: Uint8Array) =>
  Buffer.concat([tag(field, wire.lengthDelimited), varint(value.length), value]);

/** Seven bits a byte, the lowest first; negative numbers as their two's complement of 64 bits. */
function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...out, Number(rest)]);
}
