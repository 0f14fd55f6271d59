/**
 * Whether the embedded recognisers tell what is said from noise, where the words are those that recognisers write for
 * noise: sentences such as "Thank you for watching." said aloud by two voices a language, and sounds made here that
 * are no speech. `by text` is a rule that drops such sentences whatever they sound like; `by sound` is the product's.
 *   npx tsx bench/embedded/said-or-noise.ts [folder of further noises, WAV]
 * Needs the embedded models; the voices speak the sentences once (`.cache/speech`), which takes minutes.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { int16ToFloat32 } from "../../lib/audio/pcm";
import { resample } from "../../lib/audio/resample";
import { decodeWav } from "../../lib/audio/wav";
import type { Language } from "../../lib/languages";
import { isNothingSaid, isSubtitleEnding } from "../../lib/speech-text/nothing-said";
import { onnxOptions } from "../../server/inference/engines/embedded/host/onnx-options";
import type { DecodedToken } from "../../server/inference/engines/embedded/stt/confidence";
import { loadMoonshine } from "../../server/inference/engines/embedded/stt/moonshine";
import {
  type ConfidenceLimits,
  confidenceLimits,
  meanLogprob,
  plausibleText,
} from "../../server/inference/engines/embedded/stt/plausibility";
import { loadWhisper } from "../../server/inference/engines/embedded/stt/whisper";
import { leadSeconds, padded } from "../../server/inference/engines/embedded/stt/windows";
import { installedStore as store } from "../../server/inference/engines/embedded/testing/installed-store";
import { never } from "../../server/inference/engines/testing/calls";
import { spokenSentences } from "../../server/inference/engines/testing/spoken-audio";
import { noises } from "../lib/noises";
import { printTable } from "../lib/statistics";

const rateHz = 16_000;
const noiseSeconds = [1, 3];
const voices: Record<Language, string[]> = { en: ["af_heart", "am_michael"], "zh-TW": ["zf_xiaoxiao", "zm_yunxi"] };
const sentences: Record<Language, string[]> = {
  en: [
    "Thank you for watching.",
    "Thanks for watching!",
    "Thank you so much for watching this video.",
    "Thanks for watching, and see you next time.",
    "Thank you for watching, and don't forget to subscribe.",
    "Please subscribe.",
    "Please like and subscribe.",
    "Subscribe to my channel.",
    "Subtitles by John Smith.",
    "Subtitles by the community.",
  ],
  "zh-TW": [
    "謝謝觀看。",
    "感謝收看。",
    "謝謝大家的收看。",
    "感謝您的觀看，我們下次再見。",
    "謝謝收聽，再會。",
    "多謝大家收看。",
    "謝謝觀看，明天見。",
    "請不吝點贊訂閱。",
    "中文字幕由志願者提供。",
    "字幕製作人，李明。",
  ],
};

interface Clip {
  name: string;
  audio: Float32Array;
}

interface Recogniser {
  name: string;
  language: Language;
  limits: ConfidenceLimits;
  decode(audio: Float32Array): Promise<DecodedToken[]>;
  text(tokens: readonly DecodedToken[]): string;
}

async function recognisers(): Promise<Recogniser[]> {
  const folderOf = async (id: "whisper-base" | "moonshine-tiny-en") => (await store.ensure(id, {})).directory;
  const whisper = await loadWhisper(await folderOf("whisper-base"), onnxOptions(1));
  const moonshine = await loadMoonshine(await folderOf("moonshine-tiny-en"), onnxOptions(1));
  const whisperIn = (language: Language): Recogniser => ({
    name: "Whisper base",
    language,
    limits: confidenceLimits.whisper[language],
    decode: (audio) => whisper.decode(audio, language, never()),
    text: whisper.text,
  });
  const decode = (audio: Float32Array) => moonshine.decode(audio, never());
  return [
    { name: "Moonshine tiny", language: "en", limits: confidenceLimits.moonshine, decode, text: moonshine.text },
    whisperIn("en"),
    whisperIn("zh-TW"),
  ];
}

async function clipsFrom(folder: string | undefined): Promise<Clip[]> {
  const names = folder ? (await readdir(folder)).filter((name) => name.endsWith(".wav")) : [];
  const read = async (name: string) => {
    const { pcm, sampleRateHz } = decodeWav(await readFile(join(folder ?? "", name)));
    return { name, audio: resample(int16ToFloat32(pcm), sampleRateHz, rateHz) };
  };
  return Promise.all(names.map(read));
}

async function said(language: Language): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const voice of voices[language]) {
    for (const { text, pcm, sampleRateHz } of await spokenSentences(sentences[language], language, voice)) {
      clips.push({ name: `${voice}: ${text}`, audio: resample(int16ToFloat32(pcm), sampleRateHz, rateHz) });
    }
  }
  return clips;
}

/** How many of the clips leave words, by either rule. */
async function heard({ name, language, limits, decode, text }: Recogniser, kind: string, clips: readonly Clip[]) {
  let byText = 0;
  let bySound = 0;
  for (const clip of clips) {
    const tokens = await decode(padded(clip.audio, leadSeconds[0]));
    const all = text(tokens).trim();
    const confidence = tokens.length === 0 ? Number.NEGATIVE_INFINITY : meanLogprob(tokens);
    if (confidence >= limits.least && !isNothingSaid(all) && !isSubtitleEnding(all)) byText += 1;
    const kept = plausibleText(tokens, text, limits, clip.audio.length / rateHz);
    if (kept !== "") bySound += 1;
    const seconds = (clip.audio.length / rateHz).toFixed(1);
    console.error([kind, name, language, clip.name, `${seconds} s`, confidence.toFixed(2), all, kept].join("\t"));
  }
  return [`${byText} of ${clips.length}`, `${bySound} of ${clips.length}`];
}

const further = await clipsFrom(process.argv[2]);
const sounds = noiseSeconds.flatMap((s) => noises(s).map(({ name, audio }) => ({ name: `${name}, ${s} s`, audio })));
const rows: string[][] = [];
for (const recogniser of await recognisers()) {
  const noise = await heard(recogniser, "noise", [...sounds, ...further]);
  const words = await heard(recogniser, "said", await said(recogniser.language));
  rows.push([`${recogniser.name}, ${recogniser.language}`, ...noise, ...words]);
}
printTable(
  [
    "recogniser",
    "noises that left words, by text",
    "by sound",
    "sentences said aloud that were kept, by text",
    "by sound",
  ],
  rows,
);
