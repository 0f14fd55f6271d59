import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { concatInt16 } from "../../../../lib/audio/pcm";
import { decodeWav, encodeWav } from "../../../../lib/audio/wav";
import type { Language } from "../../../../lib/languages";
import { loadConfig } from "../../../config/config";
import { writeFileDurably } from "../../../platform/files/atomic-file";
import { silentLogger } from "../../../platform/observability/logger";
import type { TextToSpeech } from "../../contract";
import { createModelStore } from "../../models/store";
import { createEmbeddedTts } from "../embedded/tts/embedded-tts";
import { live } from "./calls";

const projectRoot = join(import.meta.dirname, "../../../..");
const cacheFolder = join(projectRoot, ".cache", "speech");
const rateHz = 24_000;

export interface SpokenSentence {
  text: string;
  /** 24 kHz mono */
  pcm: Int16Array;
  sampleRateHz: number;
  /** The same as a WAV file, absolute. */
  path: string;
}

/**
 * Speech for tests and benchmarks: each sentence is spoken once by the embedded hq voice, or the one that is named, and
 * kept in `.cache/speech`. Needs the default models (`npx avatar models pull`).
 */
export async function spokenSentences(
  texts: string[],
  language: Language = "en",
  voiceName?: string,
): Promise<SpokenSentence[]> {
  let voice: TextToSpeech | null = null;
  const spoken: SpokenSentence[] = [];
  try {
    for (const text of texts) {
      const spokenAs = [language, ...(voiceName ? [voiceName] : []), text].join("\n");
      const path = join(cacheFolder, `${createHash("sha256").update(spokenAs).digest("hex").slice(0, 24)}.wav`);
      const cached = await readFile(path).catch(() => null);
      if (cached) {
        const { pcm, sampleRateHz } = decodeWav(cached);
        spoken.push({ text, pcm, sampleRateHz, path });
        continue;
      }
      voice ??= await startVoice();
      const pcm = await speak(voice, text, language, voiceName);
      await writeFileDurably(path, encodeWav(pcm, rateHz));
      spoken.push({ text, pcm, sampleRateHz: rateHz, path });
    }
  } finally {
    await voice?.close();
  }
  return spoken;
}

async function startVoice(): Promise<TextToSpeech> {
  const config = loadConfig(process.env, projectRoot);
  const store = createModelStore({ directory: config.modelsDir, logger: silentLogger });
  const voice = createEmbeddedTts({ store, cpuThreads: config.cpuThreads, logger: silentLogger });
  await voice.start();
  return voice;
}

async function speak(voice: TextToSpeech, text: string, language: Language, voiceName?: string): Promise<Int16Array> {
  const name =
    voiceName ?? voice.voices().find((each) => each.language === language && each.modes.includes("hq"))?.name;
  if (!name) throw new Error(`No embedded voice speaks ${language}.`);
  const chunks: Int16Array[] = [];
  const request = { text, language, mode: "hq" as const, voice: { kind: "builtin" as const, name } };
  for await (const chunk of voice.synthesize(request, live())) chunks.push(chunk);
  return concatInt16(chunks);
}
