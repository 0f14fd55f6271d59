import { AppError } from "../../../../../lib/errors";
import type { Language } from "../../../../../lib/languages";
import { wellFormed } from "../../../../../lib/text";
import type { SecondRecogniser, SpeechToText } from "../../../contract";
import type { ModelId } from "../../../models/contract";
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

interface Routes {
  /** In loading order. */
  models: readonly EmbeddedModel[];
  modelOf: Partial<Record<Language, EmbeddedModel>>;
  /** What hears once more where the language's own model heard no words: Whisper knows English too. */
  secondModelOf: Partial<Record<Language, EmbeddedModel>>;
}

function routesOf(only: SttModelId | undefined): Routes {
  if (only === "moonshine-tiny-en") return { models: [english], modelOf: { en: english }, secondModelOf: {} };
  if (only === "whisper-base") {
    const both: EmbeddedModel = { ...chinese, languages: ["zh-TW", "en"], required: true };
    return { models: [both], modelOf: { "zh-TW": both, en: both }, secondModelOf: {} };
  }
  return {
    models: [english, chinese],
    modelOf: { en: english, "zh-TW": chinese },
    secondModelOf: { en: chinese },
  };
}

export interface EmbeddedSttOptions extends EmbeddedEngineOptions {
  /** True: models that are not on this disk are left out instead of fetched. Default: false. */
  installedOnly?: boolean;
  /** Only this one, for all that it knows. */
  only?: SttModelId;
}

export const sttModelIds = ["moonshine-tiny-en", "whisper-base"] as const satisfies readonly ModelId[];
export type SttModelId = (typeof sttModelIds)[number];

/**
 * Speech recognition on this machine's CPU, in a process of its own: Moonshine for English, Whisper for Mandarin
 * (loaded after English). One final transcript a call; silence and noise give an empty one.
 */
export function createEmbeddedStt(options: EmbeddedSttOptions): SpeechToText {
  const { store, installedOnly = false } = options;
  const { models, modelOf, secondModelOf } = routesOf(options.only);
  const { threads, niceness } = cpuBudget(options.cpuThreads).stt;
  const set = new ModelSet<SttLoadOptions, SttMethods>({
    ...options,
    role: "stt",
    entry: processEntry("stt"),
    failureCode: "stt_failed",
    niceness,
    expected: models,
    async choose() {
      if (!installedOnly) return models;
      const found = await Promise.all(models.map(({ id }) => store.installed(id)));
      const installed = models.filter((_, index) => found[index] !== null);
      if (installed.length === 0) throw new AppError("model_unavailable");
      return installed;
    },
    loadOptions: () => ({ threads }),
  });

  const transcribeWith = (model: ModelId): SpeechToText["transcribe"] =>
    async function* ({ audio, language }, { signal }) {
      await set.ready(model, signal);
      const text = await set.process.call("transcribe", { model, audio, language }, signal);
      if (text === undefined) throw new AppError("stt_failed");
      yield { text: wellFormed(text), isFinal: true, isJudged: true };
      signal.throwIfAborted();
    };

  function second(language: Language): SecondRecogniser | null {
    const model = secondModelOf[language]?.id;
    if (!model || set.board.find(model)?.state !== "ready") return null;
    return { model, transcribe: transcribeWith(model) };
  }

  return {
    role: "stt",
    start: () => set.start(),
    close: () => set.close(),
    control: set.control,
    models: () => set.board.all(),
    onStatus: (listener) => set.board.onStatus(listener),
    supports: (language) => language in modelOf,
    transcribe(request, callOptions) {
      const model = modelOf[request.language];
      if (!model) throw new AppError("model_language_unsupported");
      return transcribeWith(model.id)(request, callOptions);
    },
    second,
  };
}
