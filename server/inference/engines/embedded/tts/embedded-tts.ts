import { AppError } from "../../../../../lib/errors";
import type { TextToSpeech } from "../../../contract";
import { cpuBudget } from "../cpu-budget";
import type { EmbeddedEngineOptions, EmbeddedModel } from "../host/embedded-model";
import { ModelSet } from "../host/model-set";
import { processEntry } from "../host/process-entry";
import type { TtsLoadOptions, TtsMethods } from "./methods";
import { builtinVoices, modelAndVoiceFor } from "./voices";

const models: EmbeddedModel[] = [
  { id: "dittli-en", name: "Dittli (fast voice)", languages: ["en"], trial: false, required: true },
  { id: "kokoro-82m", name: "Kokoro (clear voice)", languages: ["en", "zh-TW"], trial: false, required: true },
];

/**
 * Speech synthesis on this machine's CPU, in a process of its own: Kokoro for hq and for Mandarin, a small voice for
 * fast English. A segment is spoken phrase by phrase, one chunk each. Cloned voices need a connected model server.
 */
export function createEmbeddedTts(options: EmbeddedEngineOptions): TextToSpeech {
  const { threads, niceness } = cpuBudget(options.cpuThreads).tts;
  const set = new ModelSet<TtsLoadOptions, TtsMethods>({
    ...options,
    role: "tts",
    entry: processEntry("tts"),
    failureCode: "tts_failed",
    niceness,
    expected: models,
    choose: async () => models,
    loadOptions: () => ({ threads }),
  });
  return {
    role: "tts",
    start: () => set.start(),
    close: () => set.close(),
    control: set.control,
    models: () => set.board.all(),
    onStatus: (listener) => set.board.onStatus(listener),
    supports: (language) => models.some((model) => model.languages.includes(language)),
    voices: () => [...builtinVoices],
    canClone: () => false,
    modelFor: (language, mode) => modelAndVoiceFor("", language, mode).model,
    async *synthesize({ text, language, mode, voice, speed = 1, readings = [] }, { signal }) {
      signal.throwIfAborted();
      if (voice.kind === "cloned") throw new AppError("cloning_unavailable");
      const choice = modelAndVoiceFor(voice.name, language, mode);
      await set.ready(choice.model, signal);
      yield* set.process.stream("synthesize", { ...choice, text, language, speed, readings }, signal);
    },
  };
}
