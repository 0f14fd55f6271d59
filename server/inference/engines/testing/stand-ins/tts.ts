import { encodeWav } from "../../../../../lib/audio/wav";
import type { Answer, StandInBehaviour } from "./behaviour";
import type { SpeechFormat } from "./dialects";

const toneHz = 220;

/**
 * A tone as long as the text: int16 little-endian mono, 100 ms a piece, raw or after a WAV header that leaves its
 * length open.
 */
export function answerSpeech(
  body: Record<string, unknown>,
  behaviour: StandInBehaviour,
  { container, rateHz: sampleRateHz, statesRate }: SpeechFormat,
  pace: () => Promise<void>,
): Answer {
  const pieceSamples = sampleRateHz / 10;
  const characters = [...String(body.input ?? "")].length;
  const samples = Math.round((characters * behaviour.audioMsPerCharacter * sampleRateHz) / 1_000);
  return {
    contentType: `audio/${container}`,
    ...(container === "pcm" && statesRate ? { headers: { "x-sample-rate": String(sampleRateHz) } } : {}),
    streamError: JSON.stringify({ error: { message: "the vocoder failed" } }),
    pieces: (async function* () {
      if (container === "wav") yield openWavHeader(sampleRateHz);
      for (let from = 0; from < samples; from += pieceSamples) {
        await pace();
        yield tone(from, Math.min(pieceSamples, samples - from), sampleRateHz);
      }
    })(),
  };
}

function openWavHeader(sampleRateHz: number): Uint8Array {
  const header = encodeWav(new Int16Array(0), sampleRateHz);
  const view = new DataView(header.buffer);
  for (const sizeAt of [4, 40]) view.setUint32(sizeAt, 0xffff_ffff, true);
  return header;
}

function tone(from: number, samples: number, sampleRateHz: number): Uint8Array {
  const bytes = new Uint8Array(samples * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < samples; index++) {
    const value = Math.sin((2 * Math.PI * toneHz * (from + index)) / sampleRateHz);
    view.setInt16(index * 2, Math.round(value * 8_000), true);
  }
  return bytes;
}
