import { createHash } from "node:crypto";
import { graphFields, initialiserField, modelFields, nodeField, nodeFields } from "../onnx-format/onnx-model";
import { type Field, fieldsOf, message } from "../onnx-format/protocol-buffers";

/** One row for each of the 1,500 positions in 30 s. */
const positions = "embed_positions.weight";
const neededOutput = "last_hidden_state";
/** What `onnx/encoder_model_quantized.onnx` of the catalogue becomes. */
const derivedSha256 = "2104b2972624cccb1c0d0d13db32285a9fc37fba184e1da3a7a7c63c78b02a25";

/**
 * Whisper's encoder (the bytes of its ONNX file) for audio of any length up to 30 s. As published it takes 30 s only,
 * because it adds all rows of its table of positions; here it adds as many as there are. Its six outputs of attention
 * go as well: nobody reads them, and for 30 s they are 430 MB. All weights stay as they are. Throws an Error when the
 * file is not the encoder that it knows.
 */
export function shortEncoder(model: Uint8Array): Uint8Array<ArrayBuffer> {
  const derived = Buffer.concat(
    [...fieldsOf(model)].map(({ number, bytes, content }) =>
      number === modelFields.graph && content ? message(number, graphParts(content)) : bytes,
    ),
  );
  const sha256 = createHash("sha256").update(derived).digest("hex");
  if (sha256 !== derivedSha256) throw new Error(`Whisper's encoder became ${sha256} instead of ${derivedSha256}.`);
  return derived;
}

function graphParts(graph: Uint8Array): Uint8Array[] {
  const parts = [...fieldsOf(graph)].flatMap((field) => {
    if (field.number === graphFields.node && texts(field, nodeFields.input).includes(positions)) return addition(field);
    if (field.number === graphFields.output && !texts(field, 1).includes(neededOutput)) return [];
    return [field.bytes];
  });
  const numbers = [0n, 1n, 2n].map((value) =>
    initialiserField({ name: `position_${value}`, shape: [1], data: BigInt64Array.of(value) }),
  );
  return [...parts, ...numbers];
}

/** In place of `sum = sound + positions`: the same with the first rows, as many as the sound has. */
function addition(node: Field): Uint8Array[] {
  const [sound = ""] = texts(node, nodeFields.input).filter((name) => name !== positions);
  const [zero, one, two] = ["position_0", "position_1", "position_2"] as const;
  return [
    nodeField({ op: "Shape", inputs: [sound], outputs: ["position_shape"] }),
    nodeField({ op: "Slice", inputs: ["position_shape", one, two, zero], outputs: ["position_count"] }),
    nodeField({ op: "Slice", inputs: [positions, zero, "position_count", zero], outputs: ["position_rows"] }),
    nodeField({ op: "Add", inputs: [sound, "position_rows"], outputs: texts(node, nodeFields.output) }),
  ];
}

/** The texts in the fields of that number of a message that is a field itself. */
function texts({ content }: Field, number: number): string[] {
  const inside = content ? [...fieldsOf(content)] : [];
  return inside.flatMap((field) =>
    field.number === number && field.content ? [Buffer.from(field.content).toString()] : [],
  );
}
