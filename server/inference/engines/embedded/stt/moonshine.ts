import { join } from "node:path";
import llamaTokenizer from "llama-tokenizer-js";
import * as ort from "onnxruntime-node";
import { type DecodedToken, logProbability } from "./confidence";

/** The model's own numbers (Moonshine tiny). */
const layers = 6;
const heads = 8;
const headSize = 36;
const beginToken = 1n;
const endToken = 2;
/** The checkpoint's limit; longer output on real speech means that the decoder loops. */
const maxTokensPerSecond = 6.5;
/** Ids above are the model's own special tokens, which the tokenizer does not know. */
const textVocabularySize = 32_000;

export interface Moonshine {
  /**
   * `audio`: float32 mono 16 kHz, at least 0.1 s, at most ~30 s. Greedy. Throws the signal's reason between two tokens.
   */
  decode(audio: Float32Array, signal: AbortSignal): Promise<DecodedToken[]>;
  text(tokens: readonly DecodedToken[]): string;
}

/**
 * Loads Moonshine tiny (English) from its folder. The decoder's loop is our own because transformers.js needs the
 * model's configuration and tokenizer files, and the catalogue's source has only the two networks.
 */
export async function loadMoonshine(
  directory: string,
  options: ort.InferenceSession.SessionOptions,
): Promise<Moonshine> {
  const encoder = await ort.InferenceSession.create(join(directory, "encoder_model.onnx"), options);
  const decoder = await ort.InferenceSession.create(join(directory, "decoder_model_merged.onnx"), options);
  const cacheNames = Array.from({ length: layers }, (_, layer) =>
    ["decoder", "encoder"].flatMap((side) => ["key", "value"].map((part) => `${layer}.${side}.${part}`)),
  ).flat();

  async function decode(audio: Float32Array, signal: AbortSignal): Promise<DecodedToken[]> {
    const { last_hidden_state: encoded } = await encoder.run({
      input_values: new ort.Tensor("float32", audio, [1, audio.length]),
    });
    const cache: Record<string, ort.Tensor> = {};
    for (const name of cacheNames) {
      cache[`past_key_values.${name}`] = new ort.Tensor("float32", new Float32Array(0), [0, heads, 1, headSize]);
    }
    const maxTokens = Math.max(4, Math.ceil((audio.length / 16_000) * maxTokensPerSecond));
    const tokens: DecodedToken[] = [];
    let inputId = beginToken;
    while (tokens.length < maxTokens) {
      signal.throwIfAborted();
      const first = tokens.length === 0;
      const output = await decoder.run({
        input_ids: new ort.Tensor("int64", BigInt64Array.of(inputId), [1, 1]),
        encoder_hidden_states: encoded as ort.Tensor,
        use_cache_branch: new ort.Tensor("bool", [!first], [1]),
        ...cache,
      });
      const { id, logprob } = logProbability((output.logits as ort.Tensor).data as Float32Array);
      if (id === endToken) {
        tokens.push({ id, logprob, end: true });
        break;
      }
      tokens.push({ id, logprob, end: false });
      inputId = BigInt(id);
      for (const name of cacheNames) {
        // The encoder's half is computed once, in the first step.
        if (first || name.includes("decoder"))
          cache[`past_key_values.${name}`] = output[`present.${name}`] as ort.Tensor;
      }
    }
    return tokens;
  }

  return {
    decode,
    text: (tokens) =>
      llamaTokenizer
        .decode(
          tokens.filter(({ id, end }) => !end && id < textVocabularySize).map(({ id }) => id),
          false,
          false,
        )
        .trim(),
  };
}
