import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { rmsDbfs } from "../../../lib/audio/levels";
import { concatInt16, int16ToFloat32 } from "../../../lib/audio/pcm";
import { replyAudio } from "../../../lib/audio/reply-audio";
import { encodeWav } from "../../../lib/audio/wav";
import { writeFileDurably } from "../../platform/files/atomic-file";
import { acquireFileLock } from "../../platform/files/file-lock";
import type { Logger } from "../../platform/observability/logger";
import { untilAborted } from "../../platform/timing/on-abort";
import type { TextToSpeech } from "../contract";
import type { DefaultVoice } from "../models/default-voice";

/**
 * The voice that F5-TTS has until somebody names a recording: one that the embedded voice has spoken, so that it is no
 * real person's. Mandarin, because F5-TTS speaks English with a Mandarin recording as well as the other way round, and
 * a zh-TW installation must not begin with an English accent. Spoken it takes some 8 s; F5-TTS wants 6 to 12 s.
 */
const spoken = {
  voice: "zf_xiaoxiao",
  language: "zh-TW",
  words: "你好，很高興認識你。今天的天氣很好，我們可以一起聊聊天。有什麼想知道的事情，請直接問我。",
} as const;

/** Shorter or longer recordings are not what was asked for, s. */
const plausibleSeconds = { least: 5, most: 14 };
/** Speech is some 25 dB louder. */
const leastDbfs = -44;

const recordSchema = z.object({ words: z.string().min(1), sha256: z.string() });

const foldersOf = (modelsDir: string) => {
  const revision = createHash("sha256").update(JSON.stringify(spoken)).digest("hex").slice(0, 12);
  const home = join(modelsDir, "f5-tts-default-voice");
  return { home, recording: join(home, revision, "voice.wav"), record: join(home, revision, "voice.json") };
};

/** The recording made earlier; null when there is none, or not as it was written. */
export function findSpokenVoice(modelsDir: string): DefaultVoice | null {
  const { recording, record } = foldersOf(modelsDir);
  try {
    const { words, sha256 } = recordSchema.parse(JSON.parse(readFileSync(record, "utf8")));
    return digest(readFileSync(recording)) === sha256 ? { recording, words } : null;
  } catch {
    return null;
  }
}

/**
 * Lets the embedded voice speak the recording, unless it is there. `createVoice`: an engine for this alone, which is
 * closed again. Rejects with an Error that says what to do, or with the signal's reason.
 */
export async function ensureSpokenVoice(
  modelsDir: string,
  createVoice: () => TextToSpeech,
  { signal, logger }: { signal: AbortSignal; logger: Logger },
): Promise<void> {
  if (findSpokenVoice(modelsDir)) return;
  const { home, recording, record } = foldersOf(modelsDir);
  const release = await acquireFileLock(join(home, ".lock"), { signal });
  try {
    // Another server on this machine may have made it meanwhile.
    if (findSpokenVoice(modelsDir)) return;
    const wav = encodeWav(await speak(createVoice(), signal), replyAudio.sampleRateHz);
    await writeFileDurably(recording, wav, 0o666);
    await writeFileDurably(record, JSON.stringify({ words: spoken.words, sha256: digest(wav) }), 0o666);
    logger.info("default_voice_made", { path: recording });
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `F5-TTS speaks like a recording. None is named in AVATAR_TTS_VOICE, and the embedded voice can't speak one: ${reason}`,
      { cause },
    );
  } finally {
    release();
  }
}

async function speak(tts: TextToSpeech, signal: AbortSignal): Promise<Int16Array> {
  const { words, language, voice } = spoken;
  try {
    await untilAborted(tts.start(), signal);
    const request = { text: words, language, mode: "hq", voice: { kind: "builtin", name: voice } } as const;
    const chunks: Int16Array[] = [];
    for await (const chunk of tts.synthesize(request, { signal, urgency: "live" })) chunks.push(chunk);
    return checkedSpeech(concatInt16(chunks));
  } finally {
    await tts.close();
  }
}

/** Throws an Error when it can't be those words. */
function checkedSpeech(pcm: Int16Array): Int16Array {
  const seconds = pcm.length / replyAudio.sampleRateHz;
  const dbfs = rmsDbfs(int16ToFloat32(pcm));
  if (seconds < plausibleSeconds.least || seconds > plausibleSeconds.most || dbfs < leastDbfs) {
    throw new Error(`it gave ${seconds.toFixed(1)} s of sound with a level of ${Math.round(dbfs)} dBFS.`);
  }
  return pcm;
}

const digest = (content: Uint8Array) => createHash("sha256").update(content).digest("hex");
