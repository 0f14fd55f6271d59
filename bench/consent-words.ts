/**
 * The words of the spoken consent: how many sentences, each spoken by an embedded voice, the embedded recognisers hear so
 * that they count as said.
 *   npx tsx bench/consent-words.ts [sentences a language, default 20] [--show]
 * Needs the default models. With `--show` what was heard is printed for all that is not a `yes`.
 */
import { int16ToFloat32 } from "../lib/audio/pcm";
import { resample } from "../lib/audio/resample";
import { purposes } from "../lib/consent/purposes";
import { consentSentence } from "../lib/consent/sentence";
import { wordsMatch } from "../lib/consent/words-match";
import { type Language, languages } from "../lib/languages";
import { spokenForm } from "../server/conversation/speech-text/spoken-forms/spoken-form";
import type { SecondRecogniser, SpeechToText } from "../server/inference/contract";
import { createEmbeddedStt } from "../server/inference/engines/embedded/stt/embedded-stt";
import { cpuThreads, installedStore as store } from "../server/inference/engines/embedded/testing/installed-store";
import { builtinVoices } from "../server/inference/engines/embedded/tts/voices";
import { live } from "../server/inference/engines/testing/calls";
import { spokenSentences } from "../server/inference/engines/testing/spoken-audio";
import { silentLogger } from "../server/platform/observability/logger";
import { printTable, quantile } from "./lib/statistics";

const count = Number(process.argv[2] ?? 20);
const isShown = process.argv.includes("--show");
const names: Record<Language, string[]> = {
  "zh-TW": ["小雅", "林怡君", "陳志明", "王阿姨", "客服一號", "Amy"],
  en: ["Mia", "James", "Sarah Chen", "Front Desk", "Oliver", "Grace"],
};
/** The same sentences in each run. */
const randomAt = (seed: number) => {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
};

const stt = createEmbeddedStt({ store, cpuThreads, logger: silentLogger });
await stt.start();
const rows: string[][] = [];
for (const language of languages) {
  const voices = builtinVoices.filter((voice) => voice.language === language && voice.modes.includes("hq"));
  const of = <T>(list: readonly T[], index: number) => list[index % list.length] as T;
  const recognisers: Pick<SpeechToText | SecondRecogniser, "transcribe">[] = [stt];
  const second = stt.second?.(language);
  if (second) recognisers.push(second);
  const answers = recognisers.map(() => ({ yes: 0, again: 0, no: 0 }));
  const best = { yes: 0, again: 0, no: 0 };
  const scores: number[] = [];
  const lengths: number[] = [];
  for (let index = 0; index < count; index++) {
    const random = randomAt(index + 1);
    const sentence = consentSentence({
      language,
      voiceName: of(names[language], index),
      purpose: of(purposes, index),
      date: { year: 2026, month: (index % 12) + 1, day: ((index * 7) % 28) + 1 },
      random,
    });
    const voice = of(voices, index).name;
    const [spoken] = await spokenSentences([spokenForm(sentence.text, language)], language, voice);
    if (!spoken) continue;
    const audio = resample(int16ToFloat32(spoken.pcm), spoken.sampleRateHz, 16_000);
    lengths.push(audio.length / 16_000);
    const matches = [];
    for (const [which, recogniser] of recognisers.entries()) {
      let heard = "";
      for await (const { text } of recogniser.transcribe({ audio, language }, live())) heard = text;
      const match = wordsMatch(sentence, heard);
      (answers[which] as typeof best)[match.answer] += 1;
      matches.push(match);
      if (isShown && match.answer !== "yes") {
        console.log(
          `${voice} ${which} ${match.answer} ${match.score.toFixed(2)} ${match.missed}\n  ${sentence.text}\n  ${heard}`,
        );
      }
    }
    const least = matches.reduce((a, b) => (b.score < a.score ? b : a));
    scores.push(least.score);
    best[matches.some(({ answer }) => answer === "yes") ? "yes" : least.answer] += 1;
  }
  const row = (name: string, { yes, again, no }: typeof best) => [language, name, `${yes}`, `${again}`, `${no}`];
  for (const [which, each] of answers.entries()) rows.push(row(which === 0 ? "first recogniser" : "second", each));
  rows.push(row("best of them", best));
  console.log(
    `${language}: median score ${quantile(scores, 0.5).toFixed(3)}, 90th percentile ${quantile(scores, 0.9).toFixed(3)}; ` +
      `length ${Math.min(...lengths).toFixed(1)} to ${Math.max(...lengths).toFixed(1)} s`,
  );
}
printTable(["language", "heard by", "yes", "again", "no"], rows);
await stt.close();
