import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  AutoProcessor,
  AutoTokenizer,
  env,
  InterruptableStoppingCriteria,
  LogitsProcessor,
  LogitsProcessorList,
  StoppingCriteriaList,
  type Tensor,
  WhisperForConditionalGeneration,
} from "@huggingface/transformers";
import type { InferenceSession } from "onnxruntime-node";
import type { Language } from "../../../../../lib/languages";
import { onAbort } from "../../../../platform/timing/on-abort";
import { whisperLanguage } from "../../whisper-language";
import { type DecodedToken, logProbability } from "./confidence";
import { heardSamples } from "./heard-samples";
import { shortEncoder } from "./short-encoder";

/** Fast speech needs ~7 tokens a second; more than this is a loop. */
const maxTokensPerSecond = 10;
const endToken = 50_257;
const encoderFile = "onnx/encoder_model_quantized.onnx";

export interface Whisper {
  /**
   * `audio`: float32 mono 16 kHz, at most 30 s. Greedy, language and task forced. Throws the signal's reason between
   * two tokens.
   */
  decode(audio: Float32Array, language: Language, signal: AbortSignal): Promise<DecodedToken[]>;
  text(tokens: readonly DecodedToken[]): string;
}

/** Listens to the decoder's steps; changes nothing. */
class TokenRecorder extends LogitsProcessor {
  readonly tokens: DecodedToken[] = [];

  override _call(_inputIds: bigint[][], logits: Tensor): Tensor {
    const { id, logprob } = logProbability(logits.data as Float32Array);
    this.tokens.push({ id, logprob, end: id === endToken });
    return logits;
  }
}

/** Loads Whisper from its folder alone, never from a network. `heard`: how much it hears of a clip, in samples. */
export async function loadWhisper(
  directory: string,
  options: InferenceSession.SessionOptions,
  heard: (clipSamples: number) => number = heardSamples,
): Promise<Whisper> {
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(directory)}/`;
  const encoder = shortEncoder(await readFile(join(directory, encoderFile)));
  // The way in which transformers.js takes a model's bytes in place of its file.
  env.useCustomCache = true;
  env.customCache = {
    match: async (name) => (name.endsWith(`/${encoderFile}`) ? new Response(encoder) : undefined),
    put: async () => undefined,
  };
  const name = basename(directory);
  const processor = await AutoProcessor.from_pretrained(name, {
    local_files_only: true,
  });
  const extractFeatures = processor.feature_extractor as unknown as (
    audio: Float32Array,
    options: { max_length: number },
  ) => Promise<{ input_features: Tensor }>;
  const tokenizer = await AutoTokenizer.from_pretrained(name, {
    local_files_only: true,
  });
  const model = (await WhisperForConditionalGeneration.from_pretrained(name, {
    dtype: "q8",
    device: "cpu",
    local_files_only: true,
    session_options: options as Record<string, unknown>,
  })) as WhisperForConditionalGeneration;
  env.customCache = null;
  env.useCustomCache = false;

  return {
    async decode(audio, language, signal) {
      signal.throwIfAborted();
      const { input_features } = await extractFeatures(audio, { max_length: heard(audio.length) });
      const recorder = new TokenRecorder();
      const listeners = new LogitsProcessorList();
      listeners.push(recorder);
      const stop = new InterruptableStoppingCriteria();
      const stops = new StoppingCriteriaList();
      stops.push(stop);
      const stopListening = onAbort(signal, () => stop.interrupt());
      try {
        await model.generate({
          inputs: input_features,
          language: whisperLanguage[language],
          task: "transcribe",
          max_new_tokens: Math.min(220, 8 + Math.ceil((audio.length / 16_000) * maxTokensPerSecond)),
          logits_processor: listeners,
          stopping_criteria: stops,
        } as unknown as Parameters<typeof model.generate>[0]);
      } finally {
        stopListening();
      }
      signal.throwIfAborted();
      return recorder.tokens;
    },
    text: (tokens) =>
      tokenizer.decode(
        tokens.filter(({ end }) => !end).map(({ id }) => id),
        { skip_special_tokens: true },
      ),
  };
}
