/** Writes graphs in ONNX's format (onnx.proto of ONNX 1.12): the parts of it that our graphs use. */
import { bytes, integer, message, text } from "./protocol-buffers";

/** Numbers of fields: of ModelProto, then of GraphProto. */
export const modelFields = { irVersion: 1, graph: 7, opset: 8 } as const;
export const graphFields = { node: 1, name: 2, initialiser: 5, input: 11, output: 12 } as const;
/** The same of NodeProto. */
export const nodeFields = { input: 1, output: 2, op: 4, attribute: 5 } as const;

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
    integer(modelFields.irVersion, irVersion),
    message(modelFields.opset, [integer(2, opset)]),
    message(modelFields.graph, [
      ...graph.nodes.map(nodeField),
      text(graphFields.name, graph.name),
      ...graph.initialisers.map(initialiserField),
      ...graph.inputs.map(({ name, type, shape }) => message(graphFields.input, valueInfo(name, type, shape))),
      ...graph.outputs.map(({ name, shape }) => message(graphFields.output, valueInfo(name, "float", shape))),
    ]),
  ]);
}

/** A node as a field of a graph. */
export function nodeField({ op, inputs, outputs, attributes = {} }: GraphNode): Uint8Array {
  return message(graphFields.node, [
    ...inputs.map((name) => text(nodeFields.input, name)),
    ...outputs.map((name) => text(nodeFields.output, name)),
    text(nodeFields.op, op),
    ...Object.entries(attributes).map(([name, value]) =>
      message(nodeFields.attribute, [text(1, name), ...attribute(value)]),
    ),
  ]);
}

/** A constant as a field of a graph. */
export const initialiserField = (initialiser: Initialiser): Uint8Array =>
  message(graphFields.initialiser, tensor(initialiser));

/** AttributeProto.AttributeType: INT, STRING, INTS. */
function attribute(value: number | readonly number[] | string): Uint8Array[] {
  if (typeof value === "number") return [integer(3, value), integer(20, 2)];
  if (typeof value === "string") return [text(4, value), integer(20, 3)];
  return [...value.map((item) => integer(8, item)), integer(20, 7)];
}

function tensor({ name, shape, data }: Initialiser): Uint8Array[] {
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

function valueInfo(name: string, type: ElementType, shape: Shape): Uint8Array[] {
  const dimensions = shape.map((size) => message(1, [typeof size === "number" ? integer(1, size) : text(2, size)]));
  return [text(1, name), message(2, [message(1, [integer(1, elementTypes[type]), message(2, dimensions)])])];
}
