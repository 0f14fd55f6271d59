import type { Language } from "../../../lib/languages";
import type { TextToSpeech, Voice } from "../../inference/contract";
import { spokenForm } from "../speech-text/spoken-forms/spoken-form";

/** The text for a voice: as it is said, unless the voice knows itself how numbers are said. */
export function textAsSaid({ plain, spoken }: { plain: string; spoken: string }, tts: TextToSpeech): string {
  return tts.normalisesText?.() ? plain.replace(/\s+/g, " ") : spoken;
}

/** What a recording says is read by the model too, so it is given as it is said. */
export function voiceAsSaid(voice: Voice, language: Language, tts: TextToSpeech): Voice {
  if (voice.kind !== "cloned" || tts.normalisesText?.()) return voice;
  return { ...voice, referenceText: spokenForm(voice.referenceText, language) };
}
