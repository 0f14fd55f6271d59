import { type GraphNode, type Initialiser, onnxModel } from "../onnx-format/onnx-model";
import { hopSamples, partialFrames } from "./partials";
import { bins, fourierMatrix, melBands, melFilters, windowSamples } from "./spectrum-tables";
import { printLength } from "./voice-print";

const hidden = 256;
/** Resemblyzer's weights are in torch's old format: pickles, then little-endian float32, which lie at these bytes. */
const weightsFile = "pretrained.pt";
const layers = [
  { inputs: melBands, weightIh: 269_883, weightHh: 433_723, biasIh: 5_676_603, biasHh: 5_680_699 },
  { inputs: hidden, weightIh: 1_482_299, weightHh: 2_530_875, biasIh: 5_684_795, biasHh: 5_688_891 },
  { inputs: hidden, weightIh: 3_579_451, weightHh: 4_628_027, biasIh: 5_692_987, biasHh: 5_697_083 },
] as const;
const linear = { weight: 7_731, bias: 6_699 } as const;

/**
 * The speaker encoder from sound to vectors, as the bytes of an ONNX model that belongs into the folder of
 * `pretrained.pt` and reads its weights from there. It is made at each start because its tables (the Fourier
 * transform alone is 640 kB) would otherwise be a binary in the project.
 *
 *   samples  float32 [1, 1, n]   16 kHz, levelled and padded
 *   starts   int64 [partials]    first frame of each partial
 *   → embeds float32 [partials, 256]  at unit length
 *   → mels   float32 [40, frames]     1 + ⌊n / 160⌋ frames
 *   → power  float32 [1, 402]         mean square of the real, then of the imaginary part of each bin
 */
export function encoderGraph(): Uint8Array {
  const initialisers: Initialiser[] = [
    { name: "fourier", shape: [2 * bins, 1, windowSamples], data: fourierMatrix() },
    { name: "filters", shape: [melBands, 2 * bins], data: filtersOfSquares() },
    {
      name: "frames",
      shape: [partialFrames, 1],
      data: BigInt64Array.from({ length: partialFrames }, (_, i) => BigInt(i)),
    },
    { name: "first", shape: [1], data: BigInt64Array.of(0n) },
    { name: "second", shape: [1], data: BigInt64Array.of(1n) },
    { name: "least", shape: [], data: Float32Array.of(1e-12) },
    fromFile("linear.weight", [printLength, hidden], linear.weight),
    fromFile("linear.bias", [printLength], linear.bias),
  ];
  const pads = [windowSamples / 2, windowSamples / 2];
  const nodes: GraphNode[] = [
    // Each frame times the matrix is a convolution whose step is the hop; it is centred, with zeros at both ends.
    { op: "Conv", inputs: ["samples", "fourier"], outputs: ["spectrum"], attributes: { strides: [hopSamples], pads } },
    { op: "Mul", inputs: ["spectrum", "spectrum"], outputs: ["squares"] },
    { op: "ReduceMean", inputs: ["squares"], outputs: ["power"], attributes: { axes: [2], keepdims: 0 } },
    { op: "Squeeze", inputs: ["squares", "first"], outputs: ["frame_squares"] },
    { op: "MatMul", inputs: ["filters", "frame_squares"], outputs: ["mels"] },
    { op: "Add", inputs: ["frames", "starts"], outputs: ["places"] },
    { op: "Gather", inputs: ["mels", "places"], outputs: ["partials"], attributes: { axis: 1 } },
    { op: "Transpose", inputs: ["partials"], outputs: ["layer0"], attributes: { perm: [1, 2, 0] } },
  ];
  for (const [index, layer] of layers.entries()) {
    const weights = lstmWeights(index, layer);
    initialisers.push(...weights.initialisers);
    const outputs = [`states${index}`, `last${index}`];
    const inputs = [`layer${index}`, ...weights.names];
    nodes.push(...weights.nodes, { op: "LSTM", inputs, outputs, attributes: { hidden_size: hidden } });
    nodes.push({ op: "Squeeze", inputs: [`states${index}`, "second"], outputs: [`layer${index + 1}`] });
  }
  nodes.push(
    { op: "Squeeze", inputs: [`last${layers.length - 1}`, "first"], outputs: ["last"] },
    { op: "Gemm", inputs: ["last", "linear.weight", "linear.bias"], outputs: ["sums"], attributes: { transB: 1 } },
    { op: "Relu", inputs: ["sums"], outputs: ["positive"] },
    { op: "ReduceL2", inputs: ["positive"], outputs: ["length"], attributes: { axes: [1], keepdims: 1 } },
    { op: "Max", inputs: ["length", "least"], outputs: ["divisor"] },
    { op: "Div", inputs: ["positive", "divisor"], outputs: ["embeds"] },
  );
  return onnxModel({
    name: "speaker-encoder",
    inputs: [
      { name: "samples", type: "float", shape: [1, 1, "samples"] },
      { name: "starts", type: "int64", shape: ["partials"] },
    ],
    outputs: [
      { name: "embeds", shape: ["partials", printLength] },
      { name: "mels", shape: [melBands, "frames"] },
      { name: "power", shape: [1, 2 * bins] },
    ],
    initialisers,
    nodes,
  });
}

/** The mel filters twice side by side: the power of a bin is the sum of the squares of its two parts. */
function filtersOfSquares(): Float32Array {
  const filters = melFilters();
  const twice = new Float32Array(2 * filters.length);
  for (let band = 0; band < melBands; band++) {
    const row = filters.subarray(band * bins, (band + 1) * bins);
    twice.set(row, 2 * band * bins);
    twice.set(row, (2 * band + 1) * bins);
  }
  return twice;
}

const fromFile = (name: string, shape: readonly number[], offsetBytes: number): Initialiser => ({
  name,
  shape,
  data: { file: weightsFile, offsetBytes },
});

/** Where torch keeps each gate: input, forget, cell, output; and the order in which ONNX wants them. */
const torchGates = { input: 0, output: 3, forget: 1, cell: 2 } as const;
const onnxGates = ["input", "output", "forget", "cell"] as const;

/** An LSTM's three weights, put together in the graph from one piece of the file for each gate. */
function lstmWeights(index: number, layer: (typeof layers)[number]) {
  const initialisers: Initialiser[] = [];
  const pieces = (name: string, rowShape: readonly number[], offsetBytes: number) =>
    onnxGates.map((gate) => {
      const shape = [1, hidden, ...rowShape];
      const sizeBytes = shape.reduce((product, size) => product * size, Float32Array.BYTES_PER_ELEMENT);
      const piece = fromFile(`${name}${index}.${gate}`, shape, offsetBytes + torchGates[gate] * sizeBytes);
      initialisers.push(piece);
      return piece.name;
    });
  const parts = {
    weights: pieces("weight_ih", [layer.inputs], layer.weightIh),
    recurrence: pieces("weight_hh", [hidden], layer.weightHh),
    biases: [...pieces("bias_ih", [], layer.biasIh), ...pieces("bias_hh", [], layer.biasHh)],
  };
  const nodes = Object.entries(parts).map(
    ([name, inputs]): GraphNode => ({ op: "Concat", inputs, outputs: [`${name}${index}`], attributes: { axis: 1 } }),
  );
  return { initialisers, nodes, names: Object.keys(parts).map((name) => `${name}${index}`) };
}
