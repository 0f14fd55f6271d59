import type { Answer } from "./behaviour";

/** Quieter than this (RMS of ±1) is silence, which is answered with an empty text. */
const silenceRms = 0.001;

interface Wave {
  durationMs: number;
  rms: number;
}

/** Reads a 16-bit PCM WAV; null for anything else. */
function readWave(bytes: Uint8Array): Wave | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 44 || tag(0) !== "RIFF" || tag(8) !== "WAVE") return null;
  let sampleRateHz = 0;
  let channels = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === "fmt ") {
      if (view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 22, true) !== 16) return null;
      channels = view.getUint16(at + 10, true);
      sampleRateHz = view.getUint32(at + 12, true);
    }
    if (tag(at) === "data" && sampleRateHz > 0 && channels > 0) {
      const samples = Math.floor(Math.min(size, bytes.length - at - 8) / 2);
      let energy = 0;
      for (let index = 0; index < samples; index++) energy += (view.getInt16(at + 8 + index * 2, true) / 32_768) ** 2;
      return {
        durationMs: Math.round((samples / channels / sampleRateHz) * 1_000),
        rms: samples > 0 ? Math.sqrt(energy / samples) : 0,
      };
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

export interface SttCall {
  fields: Record<string, unknown>;
  audioDurationMs: number;
  answer: (script: string | undefined, pace: () => Promise<void>) => Answer;
}

/** What a Whisper-like server would refuse with a 400 is null. */
export async function readSttCall(body: Buffer<ArrayBuffer>, contentType: string): Promise<SttCall | null> {
  const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
  const file = form.get("file");
  const wave = file instanceof Blob ? readWave(new Uint8Array(await file.arrayBuffer())) : null;
  if (!wave) return null;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of form) if (typeof value === "string") fields[name] = value;
  return {
    fields,
    audioDurationMs: wave.durationMs,
    answer: (script, pace) => ({
      contentType: "application/json",
      streamError: JSON.stringify({ error: { message: "the decoder failed", type: "server_error" } }),
      pieces: (async function* () {
        await pace();
        const text = wave.rms < silenceRms ? "" : (script ?? defaultTranscript(wave.durationMs, fields.language));
        yield JSON.stringify({ text });
      })(),
    }),
  };
}

/** Tells the length of the sound, so that a test can see which sound was heard. In Simplified script, as Whisper often answers. */
function defaultTranscript(durationMs: number, language: unknown): string {
  return language === "zh" ? `我听到了${durationMs}毫秒的声音。` : `I heard ${durationMs} milliseconds of speech.`;
}
