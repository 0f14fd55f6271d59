import { AppError } from "../../../lib/errors";
import type { CallOptions, SynthesizeRequest, TextToSpeech } from "../../inference/contract";
import type { LeaseBroker } from "../../inference/scheduling/contract";
import { createReplySpeech } from "../speech-text/reply-speech";
import { spokenForm } from "../speech-text/spoken-forms/spoken-form";
import { textAsSaid, voiceAsSaid } from "./as-said";

export interface SpokenText {
  /** int16 mono 24 kHz */
  pcm: Int16Array;
  /** How much of the text is spoken with it, 0 to 1. */
  done: number;
}

/**
 * Speaks a text outside a conversation as a reply is spoken: in the same segments and the same spoken form, a lease for
 * each. `readings`: as in SynthesizeRequest. Nothing replaces a voice that fails. Throws what the call failed with, AppError `invalid_input` for a text
 * without sound, or the signal's reason.
 */
export async function* speakText(
  {
    text,
    language,
    mode,
    voice,
    readings = [],
  }: Pick<SynthesizeRequest, "text" | "language" | "mode" | "voice" | "readings">,
  { tts, leases }: { tts: TextToSpeech; leases: LeaseBroker },
  { signal, urgency }: CallOptions,
): AsyncGenerator<SpokenText> {
  if (!tts.supports(language)) throw new AppError("model_language_unsupported");
  const speech = createReplySpeech({ language });
  const segments = [...speech.push(text), ...speech.flush()]
    .map(({ plain }) => ({ plain, spoken: spokenForm(plain, language) }))
    .filter(({ spoken }) => spoken !== "");
  if (segments.length === 0) throw new AppError("invalid_input", "There is nothing to say in this text.");
  const characters = segments.reduce((sum, { plain }) => sum + plain.length, 0);
  let spokenBefore = 0;
  for (const segment of segments) {
    const lease = await leases.acquire({ call: "segment", urgency, signal });
    try {
      const request = {
        text: textAsSaid(segment, tts),
        language,
        mode,
        voice: voiceAsSaid(voice, language, tts),
        readings,
      };
      for await (const pcm of tts.synthesize(request, { signal: lease.signal, urgency })) {
        yield { pcm, done: spokenBefore / characters };
      }
    } finally {
      lease.release();
    }
    spokenBefore += segment.plain.length;
  }
}
