import { concatInt16 } from "../../lib/audio/pcm";
import { encodeWav } from "../../lib/audio/wav";
import { AppError } from "../../lib/errors";
import type { LexiconSampleRequest } from "../../lib/lexicon-sample";
import { readingsOf } from "../conversation/lexicon/apply-lexicon";
import { speakText } from "../conversation/pipeline/speak-text";
import { failedCode, type TextToSpeech } from "../inference/contract";
import type { LeaseBroker } from "../inference/scheduling/contract";

/** The models are there for conversations. */
const maxUnderWay = 2;
const timeLimitMs = 60_000;

export type LexiconSample = (request: LexiconSampleRequest) => Promise<Uint8Array>;

/**
 * Says what an entry of the lexicon makes a voice say, as a reply says it, in the first voice of the language that comes
 * with the models; as WAV, 24 kHz mono. It waits behind everybody who talks. Throws AppError `model_unavailable` where
 * no voice speaks the language, `rate_limited`, or what the model failed with.
 */
export function createLexiconSample(models: { tts: TextToSpeech; leases: LeaseBroker }): LexiconSample {
  let underWay = 0;
  return async ({ language, becomes, pronunciation }) => {
    const voice = models.tts.voices().find((each) => each.language === language);
    if (!voice) throw new AppError("model_unavailable");
    if (underWay >= maxUnderWay) throw new AppError("rate_limited", undefined, { retryAfterS: 2 });
    underWay += 1;
    const call = { signal: AbortSignal.timeout(timeLimitMs), urgency: "waiting" } as const;
    const mode = voice.modes.includes("hq") ? "hq" : "fast";
    const readings = readingsOf({ becomes, pronunciation });
    const request = { text: becomes, readings, language, mode, voice: { kind: "builtin", name: voice.name } } as const;
    try {
      const pieces: Int16Array[] = [];
      for await (const { pcm } of speakText(request, models, call)) pieces.push(pcm);
      return encodeWav(concatInt16(pieces), 24_000);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(call.signal.aborted ? "model_timeout" : failedCode.tts, undefined, { cause: error });
    } finally {
      underWay -= 1;
    }
  };
}
