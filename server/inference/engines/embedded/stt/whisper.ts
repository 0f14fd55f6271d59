import { basename, dirname } from "node:path";
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

/** Fast speech needs ~7 tokens a second; more than this is a loop. */
const maxTokensPerSecond = 10;
const endToken = 50_257;

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

/** Loads Whisper from its folder alone, never from a network. */
export async function loadWhisper(directory: string, options: InferenceSession.SessionOptions): Promise<Whisper> {
  env.allowRemoteModels = false;
  env.localModelPath = `${dirname(directory)}/`;
  const name = basename(directory);
  const processor = await AutoProcessor.from_pretrained(name, {
    local_files_only: true,
  });
  const tokenizer = await AutoTokenizer.from_pretrained(name, {
    local_files_only: true,
  });
  const model = (await WhisperForConditionalGeneration.from_pretrained(name, {
    dtype: "q8",
    device: "cpu",
    local_files_only: true,
    session_options: options as Record<string, unknown>,
  })) as WhisperForConditionalGeneration;

  return {
    async decode(audio, language, signal) {
      signal.throwIfAborted();
      const { input_features } = (await processor(audio)) as {
        input_features: Tensor;
      };
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
