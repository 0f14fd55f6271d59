import type { Language } from "../../../../lib/languages";
import type { ModelId } from "../../models/contract";
import { createGate } from "./host/gate";
import { serveModel } from "./host/model-child";
import { onnxOptions } from "./host/onnx-options";
import type { DecodedToken } from "./stt/confidence";
import type { SttMethods } from "./stt/methods";
import { loadMoonshine } from "./stt/moonshine";
import { type ConfidenceLimits, confidenceLimits, plausibleText } from "./stt/plausibility";
import { loadWhisper } from "./stt/whisper";
import { leadSeconds, padded, peakOf, windowsOf } from "./stt/windows";

interface Recogniser {
  decode(audio: Float32Array, language: Language, signal: AbortSignal): Promise<DecodedToken[]>;
  text(tokens: readonly DecodedToken[]): string;
  limits: (language: Language) => ConfidenceLimits;
  /** Lengths of silence to put in front, one after another until something is recognised. */
  leadSeconds: readonly number[];
}

const rateHz = 16_000;
/** Shorter clips hold no word, and the models fail on a handful of samples. */
const minSamples = 1_600;
/** −60 dBFS: nothing that a microphone picks up from a person is quieter. */
const minPeak = 0.001;

const recognisers = new Map<ModelId, Recogniser>();
const enter = createGate();

serveModel<SttMethods>("avatar-stt", {
  async load({ model, directory, options }) {
    if (recognisers.has(model)) return;
    const session = onnxOptions(options.threads);
    if (model === "moonshine-tiny-en") {
      const moonshine = await loadMoonshine(directory, session);
      recognisers.set(model, {
        text: moonshine.text,
        limits: () => confidenceLimits.moonshine,
        leadSeconds,
        decode: (audio, _language, signal) => moonshine.decode(audio, signal),
      });
    } else {
      // Whisper pads every clip itself, and a second attempt would cost as much as the first.
      const whisper = await loadWhisper(directory, session);
      recognisers.set(model, {
        ...whisper,
        limits: (language) => confidenceLimits.whisper[language],
        leadSeconds: leadSeconds.slice(0, 1),
      });
    }
    // Warm-up: the first run allocates memory, which would delay somebody's turn.
    await recognisers.get(model)?.decode(new Float32Array(16_000), "en", new AbortController().signal);
  },

  async *transcribe({ model, audio, language }, signal) {
    const recogniser = recognisers.get(model);
    if (!recogniser) throw new Error(`${model} is not loaded`);
    const leave = await enter();
    try {
      const texts: string[] = [];
      for (const window of windowsOf(audio)) {
        signal.throwIfAborted();
        if (window.length < minSamples || peakOf(window) < minPeak) continue;
        for (const lead of recogniser.leadSeconds) {
          const tokens = await recogniser.decode(padded(window, lead), language, signal);
          const text = plausibleText(tokens, recogniser.text, recogniser.limits(language), window.length / rateHz);
          if (text === "" || (language === "en" && /\p{Script=Han}/u.test(text))) continue;
          texts.push(text);
          break;
        }
      }
      yield texts.filter(Boolean).join(language === "zh-TW" ? "" : " ");
    } finally {
      leave();
    }
  },
});
