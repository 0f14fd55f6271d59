/**
 * What the embedded language model writes, tokens a second: alone, while the embedded voice speaks, and while speech is
 * recognised; each measured in turn in the same run, so that the ratios hold on a busy machine, too.
 *   npx tsx bench/embedded/beside-speech.ts [rounds, default 5]
 * Needs the default models. A few minutes.
 */
import { int16ToFloat32 } from "../../lib/audio/pcm";
import { live } from "../../server/inference/engines/testing/calls";
import { startHandEngines } from "../lib/hand-engines";
import { spokenUtterances } from "../lib/speech";
import { printTable, quantile } from "../lib/statistics";
import { everydayQuestions } from "./questions";

const rounds = Number(process.argv[2] ?? 5);
const tokens = 48;
const language = "zh-TW";

const engines = await startHandEngines();
const [utterance] = await spokenUtterances(everydayQuestions[language].slice(6, 7), language);
if (!utterance) throw new Error("There is no utterance.");
const audio = int16ToFloat32(utterance.pcm);

/** Tokens a second after the first one. */
async function writingRate(): Promise<number> {
  const messages = [{ role: "user", content: "請用很長的一段話介紹台灣的夜市、小吃和交通。" } as const];
  let firstAtMs = Number.NaN;
  let written = 0;
  for await (const event of engines.llm.generate(
    { messages, language, maxTokens: tokens, conversationId: "rate" },
    live(),
  )) {
    if (event.type === "done") continue;
    if (written === 0) firstAtMs = performance.now();
    written += 1;
  }
  return ((written - 1) * 1_000) / (performance.now() - firstAtMs);
}

/** Repeats `work` while `measure` runs. */
async function beside<T>(work: () => Promise<unknown>, measure: () => Promise<T>): Promise<T> {
  let measuring = true;
  const working = (async () => {
    while (measuring) await work();
  })();
  const result = await measure();
  measuring = false;
  await working;
  return result;
}

const speak = () => engines.speak("會議改到下午三點，地點不變，麻煩您再確認一次時間。", language);
const hear = () => engines.hear(audio, language);
/** Seconds of sound a second of work. */
async function speakingRate(): Promise<number> {
  const startedAtMs = performance.now();
  const { pcm } = await speak();
  return pcm.length / 24 / (performance.now() - startedAtMs);
}
const writeForever = () => writingRate();

const measured = new Map<string, number[]>();
const note = (name: string, value: number) => measured.set(name, [...(measured.get(name) ?? []), value]);
await writingRate();
for (let round = 0; round < rounds; round++) {
  note("writes alone, tokens/s", await writingRate());
  note("writes while the voice speaks, tokens/s", await beside(speak, writingRate));
  note("writes while speech is recognised, tokens/s", await beside(hear, writingRate));
  note("speaks alone, seconds of sound a second", await speakingRate());
  note("speaks while the model writes, seconds of sound a second", await beside(writeForever, speakingRate));
  note("recognises alone, ms", (await engines.hear(audio, language)).sttMs);
  note("recognises while the model writes, ms", (await beside(writeForever, hear)).sttMs);
  process.stderr.write(".");
}
process.stderr.write("\n");
await engines.close();
printTable(
  ["", "median", "of alone"],
  [...measured].map(([name, values]) => {
    const alone = measured.get(
      [...measured.keys()].find((each) => each.startsWith(`${name.split(" ")[0]} alone`)) ?? name,
    );
    const ratio = quantile(values, 0.5) / quantile(alone ?? values, 0.5);
    return [name, quantile(values, 0.5).toFixed(2), `${(100 * ratio).toFixed(0)} %`];
  }),
);
