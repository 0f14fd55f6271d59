import { z } from "zod";

const matrix = z.object({ shape: z.array(z.number()), data: z.string() });
const modelSchema = z.object({
  graphemes: z.array(z.string()),
  phonemes: z.array(z.string()),
  enc_emb: matrix,
  enc_w_ih: matrix,
  enc_w_hh: matrix,
  enc_b_ih: matrix,
  enc_b_hh: matrix,
  dec_emb: matrix,
  dec_w_ih: matrix,
  dec_w_hh: matrix,
  dec_b_ih: matrix,
  dec_b_hh: matrix,
  fc_w: matrix,
  fc_b: matrix,
});

const maxPhonemes = 20;

interface Weights {
  rows: number;
  columns: number;
  values: Float32Array;
}
interface GruCell {
  input: Weights;
  hidden: Weights;
  inputBias: Float32Array;
  hiddenBias: Float32Array;
}

/**
 * The g2p_en sequence model (a GRU encoder and decoder, greedy): spelling of one lower-case word → ARPAbet.
 * It is our own because the only other implementation is Python's g2p_en; its weights need no inference runtime.
 * `json` is its weights file; throws when it has another shape.
 */
export function loadLetterModel(json: unknown): (word: string) => string[] {
  const model = modelSchema.parse(json);
  const encoder = cell(model.enc_w_ih, model.enc_w_hh, model.enc_b_ih, model.enc_b_hh);
  const decoder = cell(model.dec_w_ih, model.dec_w_hh, model.dec_b_ih, model.dec_b_hh);
  const letters = weights(model.enc_emb);
  const phonemes = weights(model.dec_emb);
  const output = weights(model.fc_w);
  const outputBias = floats(model.fc_b.data);
  const letterIndex = new Map(model.graphemes.map((letter, index) => [letter, index]));
  const unknownLetter = letterIndex.get("<unk>") ?? 0;
  const begin = model.phonemes.indexOf("<s>");
  const end = model.phonemes.indexOf("</s>");

  return (word) => {
    let state: Float32Array = new Float32Array(encoder.hidden.columns);
    for (const letter of [...word, "</s>"]) {
      state = step(encoder, row(letters, letterIndex.get(letter) ?? unknownLetter), state);
    }
    const spoken: string[] = [];
    let last = begin;
    while (spoken.length < maxPhonemes) {
      state = step(decoder, row(phonemes, last), state);
      last = largest(project(output, state, outputBias));
      if (last === end) break;
      const phoneme = model.phonemes[last];
      if (phoneme && !phoneme.startsWith("<")) spoken.push(phoneme);
    }
    return spoken;
  };
}

function step({ input, hidden, inputBias, hiddenBias }: GruCell, x: Float32Array, h: Float32Array): Float32Array {
  const fromInput = project(input, x, inputBias);
  const fromHidden = project(hidden, h, hiddenBias);
  const size = h.length;
  const gate = (at: number) => 1 / (1 + Math.exp(-((fromInput[at] as number) + (fromHidden[at] as number))));
  return h.map((before, i) => {
    const candidate = Math.tanh((fromInput[2 * size + i] as number) + gate(i) * (fromHidden[2 * size + i] as number));
    const keep = gate(size + i);
    return (1 - keep) * candidate + keep * before;
  });
}

function project({ rows, columns, values }: Weights, x: Float32Array, bias: Float32Array): Float32Array {
  const out = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    let sum = bias[r] as number;
    for (let c = 0; c < columns; c++) sum += (values[r * columns + c] as number) * (x[c] as number);
    out[r] = sum;
  }
  return out;
}

const row = ({ columns, values }: Weights, index: number) => values.subarray(index * columns, (index + 1) * columns);
const largest = (values: Float32Array) =>
  values.reduce((best, value, i) => (value > (values[best] as number) ? i : best), 0);

type Matrix = z.infer<typeof matrix>;
function weights({ shape: [rows = 0, columns = 0], data }: Matrix): Weights {
  const values = floats(data);
  if (values.length !== rows * columns) throw new Error("The letter model's weights do not have the stated shape.");
  return { rows, columns, values };
}
function cell(input: Matrix, hidden: Matrix, inputBias: Matrix, hiddenBias: Matrix): GruCell {
  return {
    input: weights(input),
    hidden: weights(hidden),
    inputBias: floats(inputBias.data),
    hiddenBias: floats(hiddenBias.data),
  };
}
function floats(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}
