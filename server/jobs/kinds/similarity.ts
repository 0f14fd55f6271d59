import type { SpeakerEngine } from "../../inference/contract";
import type { VoiceTrialDependencies } from "./voice-trial";

/** How alike two voices are, by the speaker engine. */
export function createSimilarity(speaker: SpeakerEngine): VoiceTrialDependencies["similarityOf"] {
  return async (one, another, signal) => {
    const print = await speaker.embed(one, signal);
    const { score, answer, limits } = speaker.compare(print, await speaker.embed(another, signal));
    return { score, answer, matchFrom: limits?.match ?? null, noMatchBelow: limits?.noMatch ?? null };
  };
}
