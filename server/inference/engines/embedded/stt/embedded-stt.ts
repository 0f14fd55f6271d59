import { AppError } from "../../../../../lib/errors";
import type { Language } from "../../../../../lib/languages";
import { wellFormed } from "../../../../../lib/text";
import type { SpeechToText } from "../../../contract";
import { cpuBudget } from "../cpu-budget";
import type { EmbeddedEngineOptions, EmbeddedModel } from "../host/embedded-model";
import { ModelSet } from "../host/model-set";
import { processEntry } from "../host/process-entry";
import type { SttLoadOptions, SttMethods } from "./methods";

const english: EmbeddedModel = {
  id: "moonshine-tiny-en",
  name: "Moonshine tiny",
  languages: ["en"],
  trial: false,
  required: true,
};
const chinese: EmbeddedModel = {
  id: "whisper-base",
  name: "Whisper base",
  languages: ["zh-TW"],
  trial: false,
  required: false,
};
const modelOf: Record<Language, EmbeddedModel> = {
  en: english,
  "zh-TW": chinese,
};

/**
 * Speech recognition on this machine's CPU, in a process of its own: Moonshine for English, Whisper for Mandarin
 * (loaded after English). One final transcript a call; silence and noise give an empty one.
 */
export function createEmbeddedStt(options: EmbeddedEngineOptions): SpeechToText {
  const { threads, niceness } = cpuBudget(options.cpuThreads).stt;
  const set = new ModelSet<SttLoadOptions, SttMethods>({
    ...options,
    role: "stt",
    entry: processEntry("stt"),
    failureCode: "stt_failed",
    niceness,
    expected: [english, chinese],
    choose: async () => [english, chinese],
    loadOptions: () => ({ threads }),
  });
  return {
    role: "stt",
    start: () => set.start(),
    close: () => set.close(),
    models: () => set.board.all(),
    onStatus: (listener) => set.board.onStatus(listener),
    supports: (language) => language in modelOf,
    async *transcribe({ audio, language }, { signal }) {
      const model = modelOf[language].id;
      await set.ready(model, signal);
      const text = await set.process.call("transcribe", { model, audio, language }, signal);
      if (text === undefined) throw new AppError("stt_failed");
      yield { text: wellFormed(text), isFinal: true };
      signal.throwIfAborted();
    },
  };
}
