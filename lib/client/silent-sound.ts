import { encodeWav } from "../audio/wav";

/** Browsers ignore shorter media when they choose whose the media keys are. */
const lengthS = 10;
const sampleRateHz = 8_000;

/**
 * Plays silence in a media element until the returned function is called. Replies sound through Web Audio, which
 * browsers do not count as media: without such an element beside it the media keys would control another program. Not on
 * touch screens, where a media element may change how the microphone is heard.
 */
export function openSilentSound(): () => void {
  if (!matchMedia("(pointer: fine)").matches) return () => undefined;
  const silence = encodeWav(new Int16Array(lengthS * sampleRateHz), sampleRateHz);
  const url = URL.createObjectURL(new Blob([new Uint8Array(silence)], { type: "audio/wav" }));
  const element = new Audio(url);
  element.loop = true;
  element.play().catch(() => undefined);
  return () => {
    element.pause();
    URL.revokeObjectURL(url);
  };
}
