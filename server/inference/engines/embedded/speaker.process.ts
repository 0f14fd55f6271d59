import type { VoiceDetector } from "../../contract";
import { serveModel } from "./host/model-child";
import { loadSpeakerEncoder, type SpeakerEncoder } from "./speaker/encoder";
import { levelledSpeech } from "./speaker/levelled-speech";
import type { SpeakerMethods } from "./speaker/methods";
import { speakersIn } from "./speaker/two-speakers";
import { printLength } from "./speaker/voice-print";
import { createVoiceDetector } from "./voice-detector";

const rateHz = 16_000;
let loaded: { encoder: SpeakerEncoder; detector: VoiceDetector } | null = null;

function models() {
  if (!loaded) throw new Error("The speaker encoder is not loaded.");
  return loaded;
}

serveModel<SpeakerMethods>("avatar-speaker", {
  async load({ directory, options: { threads, detectorPath } }) {
    if (loaded) return;
    const encoder = await loadSpeakerEncoder(directory, threads);
    loaded = { encoder, detector: await createVoiceDetector(detectorPath) };
  },

  async *embed({ audio }, signal) {
    const { encoder, detector } = models();
    const speech = await levelledSpeech(detector, audio, signal);
    const speechS = speech.length / rateHz;
    if (speech.length === 0) yield { values: new Float32Array(printLength), speechS, isNarrowBand: false };
    else yield { ...(await encoder.embed(speech)), speechS };
  },

  async *speakers({ audio }, signal) {
    const { encoder, detector } = models();
    yield speakersIn(await encoder.windows(await levelledSpeech(detector, audio, signal)));
  },
});
