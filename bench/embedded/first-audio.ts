/**
 * How long one person waits for the first sound of a reply with the embedded models: Chinese and English, typed and
 * spoken, with the parts of that time; and beside it the same calls made by hand, one after another, without a server.
 *   npx tsx bench/embedded/first-audio.ts [questions of each kind, default 8]
 * Needs a build (`npm run build`) and the default models. About five minutes.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { int16ToFloat32 } from "../../lib/audio/pcm";
import { type Language, languages } from "../../lib/languages";
import type { Timings } from "../../lib/timings";
import { startRunningServer } from "../../server/testing/running-server";
import { BenchClient } from "../lib/bench-client";
import { type HandEngines, startHandEngines } from "../lib/hand-engines";
import { Microphone } from "../lib/microphone";
import { everyModelReady } from "../lib/models-ready";
import { spokenUtterances } from "../lib/speech";
import { printTable, quantile } from "../lib/statistics";
import { everydayQuestions } from "./questions";

const count = Number(process.argv[2] ?? 8);
/** The person listens for this long before the next question; the server reads the next prompt ahead meanwhile. */
const listeningMs = 4_000;

/** Medians of one kind of turn, ms; null where a turn has no such part. */
interface Row {
  name: string;
  parts: (number | null)[];
}

const median = (values: (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : quantile(known, 0.5);
};

async function throughTheServer(): Promise<Row[]> {
  const avatar = await startRunningServer();
  const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
  await everyModelReady(avatar.url);
  const rows: Row[] = [];
  for (const language of languages) {
    for (const kind of ["typed", "spoken"] as const) {
      const client = await BenchClient.connect(avatar.webSocketUrl, token);
      const started = client.next((message) => (message.type === "session_started" ? true : undefined));
      client.send({ type: "session_start", language, mode: "fast" });
      await started;
      const timings: Timings[] = [];
      const questions = everydayQuestions[language].slice(0, count);
      if (kind === "typed") {
        for (const text of questions) {
          await sleep(listeningMs);
          const outcome = client.turn();
          client.send({ type: "text_input", text });
          timings.push((await outcome).timings);
        }
      } else {
        const microphone = new Microphone(client);
        for (const { pcm } of await spokenUtterances(questions, language)) {
          const outcome = client.turn();
          await microphone.say(pcm);
          timings.push((await outcome).timings);
          await sleep(listeningMs);
          client.send({ type: "interrupt" });
          await sleep(500);
        }
        microphone.close();
      }
      await client.close();
      const column = (key: keyof Timings) => median(timings.map((each) => each[key]));
      const keys = ["endpoint_ms", "stt_ms", "ttft_ms", "tts_first_ms", "first_audio_ms"] as const;
      rows.push({ name: `${language}, ${kind}, AVATAR`, parts: keys.map(column) });
      process.stderr.write(".");
    }
  }
  await avatar.close();
  return rows;
}

async function byHand(engines: HandEngines, language: Language, kind: "typed" | "spoken"): Promise<Row> {
  const conversation = engines.conversation(language);
  const turns: { sttMs: number | null; ttftMs: number; segmentMs: number }[] = [];
  const questions = everydayQuestions[language].slice(0, count);
  const utterances = kind === "spoken" ? await spokenUtterances(questions, language) : [];
  for (const [index, text] of questions.entries()) {
    await conversation.prefill();
    const pcm = utterances[index]?.pcm;
    const { transcript, sttMs } = pcm
      ? await engines.hear(int16ToFloat32(pcm), language)
      : { transcript: text, sttMs: null };
    turns.push({ sttMs, ...(await conversation.answer(transcript)) });
  }
  const parts = [
    median(turns.map(({ sttMs }) => sttMs)),
    median(turns.map(({ ttftMs }) => ttftMs)),
    median(turns.map(({ segmentMs }) => segmentMs)),
  ];
  const whole = median(turns.map(({ sttMs, ttftMs, segmentMs }) => (sttMs ?? 0) + ttftMs + segmentMs));
  process.stderr.write(".");
  return { name: `${language}, ${kind}, by hand`, parts: [null, ...parts, whole] };
}

const rows = await throughTheServer();
const engines = await startHandEngines();
for (const language of languages)
  for (const kind of ["typed", "spoken"] as const) rows.push(await byHand(engines, language, kind));
await engines.close();
process.stderr.write("\n");
printTable(
  ["medians, ms", "endpoint wait", "recognition after it", "first token", "first segment and its sound", "first audio"],
  rows
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, parts }) => [name, ...parts.map((part) => (part === null ? "" : part.toFixed(0)))]),
);
