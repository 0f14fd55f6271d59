import { join } from "node:path";
import { float32ToInt16 } from "../../../../lib/audio/pcm";
import { deferred } from "../../../platform/timing/deferred";
import { type EnglishPronouncer, loadEnglishPronouncer } from "./g2p/english";
import { phonemise } from "./g2p/phonemiser";
import { createGate } from "./host/gate";
import { serveModel } from "./host/model-child";
import { onnxOptions } from "./host/onnx-options";
import { type Dittli, loadDittli } from "./tts/dittli";
import { type Kokoro, loadKokoro } from "./tts/kokoro";
import type { TtsMethods } from "./tts/methods";
import { phrasesOf } from "./tts/phrases";
import { trimSilence } from "./tts/trim";

/** Comes with the small voice's model; the large voice needs it too. */
const english = deferred<EnglishPronouncer>();
let dittli: Dittli | null = null;
let kokoro: Kokoro | null = null;
const enter = createGate();

serveModel<TtsMethods>("avatar-tts", {
  async load({ model, directory, options }) {
    const session = onnxOptions(options.threads);
    // Warm-up: the first run allocates memory, which would delay somebody's turn.
    if (model === "dittli-en" && !dittli) {
      english.resolve(await loadEnglishPronouncer(join(directory, "en")));
      dittli = await loadDittli(directory, await english.promise, session);
      await dittli.synthesize("Hello there.", 1);
    } else if (model === "kokoro-82m" && !kokoro) {
      kokoro = await loadKokoro(directory, session);
      await kokoro.synthesize("həlˈO ðˈɛɹ.", "af_heart", 1);
    }
  },

  async *synthesize({ model, voice, text, language, speed, readings }, signal) {
    const leave = await enter();
    try {
      for (const phrase of phrasesOf(text, language)) {
        signal.throwIfAborted();
        const samples = await speak(phrase);
        const pcm = float32ToInt16(trimSilence(samples, phrase));
        if (pcm.length > 0) yield pcm;
      }
    } finally {
      leave();
    }

    async function speak(phrase: string): Promise<Float32Array> {
      if (model === "dittli-en" && dittli) return dittli.synthesize(phrase, speed);
      if (!kokoro) throw new Error(`${model} is not loaded`);
      return kokoro.synthesize(phonemise(phrase, await english.promise, readings), voice, speed);
    }
  },
});
