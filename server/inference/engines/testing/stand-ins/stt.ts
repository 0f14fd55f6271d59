import { rmsDbfs } from "../../../../../lib/audio/levels";
import { int16ToFloat32 } from "../../../../../lib/audio/pcm";
import { decodeWav } from "../../../../../lib/audio/wav";
import type { Answer } from "./behaviour";
import type { Dialect } from "./dialects";

/** Quieter audio is answered with an empty text. */
const silenceDbfs = -60;

/** Length and loudness of a WAV; null for anything else. */
function readWave(bytes: Uint8Array): { durationMs: number; isSilent: boolean } | null {
  try {
    const { pcm, sampleRateHz } = decodeWav(bytes);
    const durationMs = Math.round((pcm.length / sampleRateHz) * 1_000);
    return { durationMs, isSilent: rmsDbfs(int16ToFloat32(pcm)) < silenceDbfs };
  } catch {
    return null;
  }
}

export interface SttCall {
  fields: Record<string, unknown>;
  audioDurationMs: number;
  answer: (script: string | undefined, pace: () => Promise<void>, dialect: Dialect) => Answer;
}

/** Null for a body that a Whisper-like server would refuse with 400. */
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
    answer: (script, pace, dialect) => ({
      contentType: "application/json",
      streamError: JSON.stringify({ error: { message: "the decoder failed", type: "server_error" } }),
      pieces: (async function* () {
        await pace();
        const text = wave.isSilent ? "" : (script ?? defaultTranscript(wave.durationMs, fields.language));
        yield JSON.stringify({ text: dialect.transcript(text) });
      })(),
    }),
  };
}

/**
 * Names the length of the audio, so that a test can see which audio was received. In Simplified script, as Whisper
 * often answers.
 */
function defaultTranscript(durationMs: number, language: unknown): string {
  return language === "zh" ? `我听到了${durationMs}毫秒的声音。` : `I heard ${durationMs} milliseconds of speech.`;
}
