import type { Language } from "../../../lib/languages";
import type { SecondRecogniser, SpeechToText } from "../contract";
import type { EmbeddedEngineOptions } from "./embedded/host/embedded-model";
import { createEmbeddedStt } from "./embedded/stt/embedded-stt";

/**
 * A recogniser elsewhere, with the embedded ones for speech in which it heard no words. They are loaded when they are
 * first missed, so that a house whose server hears everything gives them no memory; nothing is ever downloaded for it.
 * Their calls take the slots of the chosen recogniser: their process makes them wait for each other.
 */
export function withEmbeddedSecond(chosen: SpeechToText, options: EmbeddedEngineOptions): SpeechToText {
  const embedded = createEmbeddedStt({ ...options, installedOnly: true });
  let isStarted = false;

  function start(): void {
    if (isStarted) return;
    isStarted = true;
    embedded.start().catch((error: unknown) => {
      isStarted = false;
      options.logger.warn("second_recogniser_not_started", { error });
    });
  }

  function second(language: Language): SecondRecogniser | null {
    start();
    const ready = embedded.models().find(({ state, languages }) => state === "ready" && languages.includes(language));
    return ready ? { model: ready.model, transcribe: (request, call) => embedded.transcribe(request, call) } : null;
  }

  return {
    ...chosen,
    second,
    async close() {
      await Promise.all([chosen.close(), embedded.close()]);
    },
  };
}
