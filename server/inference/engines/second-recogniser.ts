import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import { availableMemoryBytes } from "../../platform/available-memory";
import type { SecondRecogniser, SpeechToText } from "../contract";
import type { EmbeddedEngineOptions } from "./embedded/host/embedded-model";
import { engineFits } from "./embedded/memory-need";
import { createEmbeddedStt } from "./embedded/stt/embedded-stt";

/**
 * A recogniser elsewhere, with the embedded ones for speech in which it heard no words. They are loaded when they are
 * first missed, so that a house whose server hears everything gives them no memory; nothing is ever downloaded for it.
 * Their calls take the slots of the chosen recogniser: their process makes them wait for each other. Where they are
 * not installed or don't fit into `availableBytes()`, the log says so once, and the server's recogniser stays alone.
 */
export function withEmbeddedSecond(
  chosen: SpeechToText,
  options: EmbeddedEngineOptions,
  availableBytes = availableMemoryBytes,
): SpeechToText {
  const embedded = createEmbeddedStt({ ...options, installedOnly: true });
  let isTried = false;

  async function start(): Promise<void> {
    if (isTried) return;
    isTried = true;
    try {
      if (!engineFits("stt", availableBytes())) {
        throw new AppError("model_unavailable", "There is not enough free memory for it.");
      }
      await embedded.start();
    } catch (error) {
      options.logger.warn("second_recogniser_not_started", { error });
    }
  }

  function second(language: Language): SecondRecogniser | null {
    void start();
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
