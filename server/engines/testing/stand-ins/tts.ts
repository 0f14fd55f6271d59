import type { Answer, StandInBehaviour } from "./behaviour";

const sampleRateHz = 24_000;
const toneHz = 220;
const pieceSamples = sampleRateHz / 10;

/** A tone as long as the text: int16 little-endian mono 24 kHz, 100 ms a piece. */
export function answerSpeech(
  body: Record<string, unknown>,
  behaviour: StandInBehaviour,
  pace: () => Promise<void>,
): Answer {
  const characters = [...String(body.input ?? "")].length;
  const samples = Math.round((characters * behaviour.audioMsPerCharacter * sampleRateHz) / 1_000);
  return {
    contentType: "audio/pcm",
    streamError: JSON.stringify({ error: { message: "the vocoder failed" } }),
    pieces: (async function* () {
      for (let from = 0; from < samples; from += pieceSamples) {
        await pace();
        yield tone(from, Math.min(pieceSamples, samples - from));
      }
    })(),
  };
}

function tone(from: number, samples: number): Uint8Array {
  const bytes = new Uint8Array(samples * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < samples; index++) {
    const value = Math.sin((2 * Math.PI * toneHz * (from + index)) / sampleRateHz);
    view.setInt16(index * 2, Math.round(value * 8_000), true);
  }
  return bytes;
}
