import { languages, speechModes } from "../../lib/languages";
import type { SpeechAbilities } from "../../lib/speech-abilities";
import { speakingModel, type TextToSpeech } from "./contract";

/** Which models speak now, and whether they clone. */
export function speechAbilities(tts: TextToSpeech): SpeechAbilities {
  const models = languages.flatMap((language) =>
    speechModes.flatMap((mode) => {
      const model = speakingModel(tts, language, mode);
      return model ? [{ language, mode, name: model.name, licence: model.licence }] : [];
    }),
  );
  return { canClone: tts.canClone(), models };
}
