/**
 * What Whisper loses when it hears a clip with a little silence after it instead of 30 s: character errors and CPU time
 * of the same sentences, heard both ways. For 30 s the derived encoder says what the published one says (a test of
 * `stt/short-encoder` compares them), but does not copy 430 MB of attentions out, and so takes less time.
 *   npx tsx bench/whisper-length.ts [seconds of silence after the clip, default 2] [seconds at least, default 8]
 * Needs `whisper-base` and the embedded voices, which speak the sentences once (`.cache/speech`).
 */
import { Converter } from "opencc-js/t2cn";
import { int16ToFloat32 } from "../lib/audio/pcm";
import { resample } from "../lib/audio/resample";
import type { Language } from "../lib/languages";
import { onnxOptions } from "../server/inference/engines/embedded/host/onnx-options";
import { confidenceLimits, plausibleText } from "../server/inference/engines/embedded/stt/plausibility";
import { loadWhisper, type Whisper } from "../server/inference/engines/embedded/stt/whisper";
import { leadSeconds, padded } from "../server/inference/engines/embedded/stt/windows";
import { installedStore as store } from "../server/inference/engines/embedded/testing/installed-store";
import { never } from "../server/inference/engines/testing/calls";
import { spokenSentences } from "../server/inference/engines/testing/spoken-audio";
import { printTable, quantile } from "./lib/statistics";

const rateHz = 16_000;
const [silenceAfterS, minHeardS] = [Number(process.argv[2] ?? 2), Number(process.argv[3] ?? 8)];
const sentences: Record<Language, string[]> = {
  "zh-TW": [
    "請問明天銀行幾點開門？",
    "我想預約星期五下午三點的門診。",
    "今天台北會下雨嗎？",
    "好。",
    "請把會議室的冷氣關掉。",
    "我的訂單號碼是四七二九。",
    "從這裡到火車站要怎麼走？",
    "二樓的影印機沒有紙了。",
    "我忘記密碼，沒有辦法登入。",
    "請在中午以前把報告寄給財務部。",
    "寄一個小包裹到日本要多少錢？",
    "可以請你再說一次嗎？",
    "兩百四十的百分之十五是多少？",
    "醫生叫我三個星期以後再回來。",
    "附近有沒有晚上營業的藥局？",
    "謝謝你，今天就到這裡。",
    "為什麼白天的天空是藍色的，傍晚卻變成紅色？",
    "合約下星期三會簽，在那之前兩位律師還要再看一次最後兩頁。",
    "如果包裹五點以後才送到，請交給側門的警衛，然後傳一則簡訊給我。",
    "幫我訂一張四個人的桌子，晚上七點。",
  ],
  en: [
    "What time does the bank open tomorrow?",
    "Please book a table for four people at seven.",
    "I would like to change my appointment to Friday.",
    "How do I get to the train station from here?",
    "Yes.",
    "Could you repeat that more slowly, please?",
    "My order number is four seven two nine.",
    "The printer on the second floor is out of paper.",
    "Can you tell me the weather in Taipei this weekend?",
    "I forgot my password and cannot log in.",
    "Send the report to the finance department before noon.",
    "How much does it cost to ship a small parcel to Japan?",
    "Turn off the lights in the meeting room.",
    "She said that the contract would be signed next Wednesday, once both lawyers have read the last two pages again.",
    "Thank you, that is all for today.",
    "Is there a pharmacy that is open at night?",
    "What is fifteen percent of two hundred and forty?",
    "The doctor asked me to come back in three weeks.",
    "Why is the sky blue during the day and red in the evening?",
    "If the delivery arrives after five, please leave it with the guard at the side entrance and send me a short message.",
  ],
};
const voices: Record<Language, string[]> = {
  "zh-TW": ["zf_xiaoxiao", "zm_yunxi", "zf_xiaobei", "zm_yunjian"],
  en: ["af_heart", "am_michael", "bf_emma", "bm_george"],
};

/** Script, case and punctuation are no errors of hearing. */
const toSimplified = Converter({ from: "tw", to: "cn" });
const comparable = (text: string) => [...toSimplified(text.toLowerCase()).replace(/[^\p{L}\p{N}]+/gu, "")];

/** Levenshtein distance in characters. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, index) => index + 1);
  for (const [i, left] of a.entries()) {
    let diagonal = i;
    let before = i + 1;
    row = row.map((above, j) => {
      before = Math.min(above + 1, before + 1, diagonal + (left === b[j] ? 0 : 1));
      diagonal = above;
      return before;
    });
  }
  return row.at(-1) ?? a.length;
}

interface Outcome {
  characters: number;
  errors: number;
  cpuMs: number[];
}

async function hear(whisper: Whisper, audio: Float32Array, text: string, language: Language, outcome: Outcome) {
  const before = process.cpuUsage();
  const tokens = await whisper.decode(padded(audio, leadSeconds[0]), language, never());
  const { user, system } = process.cpuUsage(before);
  const heard = plausibleText(tokens, whisper.text, confidenceLimits.whisper[language], audio.length / rateHz);
  outcome.characters += comparable(text).length;
  outcome.errors += distance(comparable(text), comparable(heard));
  outcome.cpuMs.push((user + system) / 1_000);
}

const { directory } = await store.ensure("whisper-base", {});
const shortS = (clipS: number) => Math.min(30, Math.max(minHeardS, clipS + silenceAfterS));
const whispers = {
  "30 s": await loadWhisper(directory, onnxOptions(1), () => 30 * rateHz),
  [`clip + ${silenceAfterS} s, at least ${minHeardS} s`]: await loadWhisper(
    directory,
    onnxOptions(1),
    (samples) => Math.ceil(shortS(samples / rateHz) * 50) * 320,
  ),
};
const rows: string[][] = [];
for (const language of ["zh-TW", "en"] as const) {
  const outcomes = new Map<string, Outcome>();
  for (const [index, text] of sentences[language].entries()) {
    const [spoken] = await spokenSentences([text], language, voices[language][index % 4]);
    if (!spoken) continue;
    const audio = resample(int16ToFloat32(spoken.pcm), spoken.sampleRateHz, rateHz);
    // They take turns, so that other programs disturb them alike.
    for (const [name, whisper] of Object.entries(whispers)) {
      const outcome = outcomes.get(name) ?? { characters: 0, errors: 0, cpuMs: [] };
      outcomes.set(name, outcome);
      await hear(whisper, audio, text, language, outcome);
    }
  }
  for (const [name, { characters, errors, cpuMs }] of outcomes) {
    const share = `${((100 * errors) / characters).toFixed(1)} %`;
    rows.push([
      language,
      name,
      `${cpuMs.length}`,
      `${errors} of ${characters}`,
      share,
      quantile(cpuMs, 0.5).toFixed(0),
    ]);
  }
}
printTable(["language", "heard", "sentences", "wrong characters", "CER", "CPU ms, median"], rows);
