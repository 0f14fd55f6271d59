/**
 * What our server adds: five sessions against stand-in models of fixed latency, compared in the same run with calling
 * the three in sequence by hand. `audio_end` is sent, so that no pause is waited for.
 *   npx tsx bench/overhead.ts [turns a session, default 20]
 * Needs a build (`npm run build`). Linux only.
 *
 * CPU is what the kernel counts for the whole process, all threads (garbage collection, compiler, file system), from
 * the first chunk of the measured turns to the last `turn_completed`; nothing is subtracted for an idle server. It is
 * measured twice: for a server that has just started, in which V8 still compiles what runs often, and, after as many
 * turns, for the same server later, which is what people use all day and what the times are from. The voice detector's
 * part is measured inside the server, around its model's run in the main thread; converting its inputs and outputs
 * counts as ours.
 */
import { encodeWav } from "../lib/audio/wav";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { BenchClient } from "./lib/bench-client";
import { Microphone } from "./lib/microphone";
import { startProbedServer } from "./lib/probed-server";
import { cpuMs } from "./lib/process-usage";
import { benchRateHz, benchUtterances } from "./lib/speech";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const sessions = 5;
/** Not measured: what is loaded or compiled at its first use is no cost of a turn. */
const firstTurns = 2;
const turnsPerSession = Number(process.argv[2] ?? 20);
const reply = "Good question, the tide follows the moon. Ask me for more when you like.";
/** Where our splitter cuts the first segment of `reply`; the table says what the server really sent. */
const firstSegment = "Good question,";

const standIns = await startStandIns({
  stt: { firstLatencyMs: 60, answer: "What can you tell me about the sea?" },
  llm: { firstLatencyMs: 60, stepLatencyMs: 4, answer: reply },
  tts: { firstLatencyMs: 60 },
});
const avatar = await startProbedServer("detector", {
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
  AVATAR_MAX_SESSIONS: `${sessions}`,
});
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
const utterances = await benchUtterances();

/** The three calls one after another, from the sound in hand to the first audio of the first segment. */
async function byHandMs(pcm: Int16Array): Promise<number> {
  const startedMs = performance.now();
  const form = new FormData();
  form.set("file", new Blob([encodeWav(pcm, benchRateHz) as BlobPart], { type: "audio/wav" }), "speech.wav");
  form.set("model", "stand-in-stt");
  const heard = (await (
    await fetch(`${standIns.stt.url}/audio/transcriptions`, { method: "POST", body: form })
  ).json()) as { text: string };
  const chat = await postJson(`${standIns.llm.url}/chat/completions`, {
    model: "stand-in-llm",
    stream: true,
    messages: [{ role: "user", content: heard.text }],
  });
  let written = "";
  for await (const piece of textOf(chat)) {
    for (const match of piece.matchAll(/"content":("(?:[^"\\]|\\.)*")/g)) written += JSON.parse(match[1] ?? '""');
    // A pause at the text's end is certain only when the next token has come, for our server too.
    if (written.length > firstSegment.length) break;
  }
  const speech = await postJson(`${standIns.tts.url}/audio/speech`, {
    model: "stand-in-tts",
    input: firstSegment,
    voice: "alloy",
    response_format: "pcm",
  });
  const reader = speech.body?.getReader();
  await reader?.read();
  const tookMs = performance.now() - startedMs;
  await reader?.cancel();
  return tookMs;
}

async function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function* textOf(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield decoder.decode(read.value, { stream: true });
    }
  } finally {
    await reader.cancel();
  }
}

/** Through our server: `audio_end` sent right behind the last sound → first audio received. */
async function throughServerMs(client: BenchClient, pcm: Int16Array): Promise<number> {
  const outcome = client.turn();
  const microphone = new Microphone(client);
  await microphone.say(pcm);
  microphone.close();
  const endedAtMs = performance.now();
  client.send({ type: "audio_end" });
  return (await outcome).firstAudioAtMs - endedAtMs;
}

const byHand: number[] = [];
await Promise.all(
  Array.from({ length: sessions }, async (_, session) => {
    for (let turn = 0; turn < turnsPerSession; turn++) {
      const utterance = utterances[(session + turn) % utterances.length];
      if (utterance) byHand.push(await byHandMs(utterance.pcm));
    }
  }),
);
const clients = await Promise.all(
  Array.from({ length: sessions }, async () => {
    const client = await BenchClient.connect(avatar.webSocketUrl, token);
    client.send({ type: "session_start", language: "en", mode: "fast" });
    return client;
  }),
);
/** All sessions talk at once; how long each waited for the first audio, ms. */
async function talk(turns: number): Promise<number[]> {
  const waitedMs: number[] = [];
  const conversation = async (client: BenchClient, session: number) => {
    for (let turn = 0; turn < turns; turn++) {
      const utterance = utterances[(session + turn) % utterances.length];
      if (utterance) waitedMs.push(await throughServerMs(client, utterance.pcm));
    }
  };
  await Promise.all(clients.map(conversation));
  return waitedMs;
}
interface Measured {
  waitedMs: number[];
  /** CPU a turn, ms: the whole process, and the voice detector's part of it. */
  cpuMs: number;
  detectorMs: number;
}

async function measure(turns: number): Promise<Measured> {
  await avatar.report();
  const cpuBeforeMs = cpuMs(avatar.pid);
  const waitedMs = await talk(turns);
  const usedMs = cpuMs(avatar.pid) - cpuBeforeMs;
  const { detector } = await avatar.report();
  return { waitedMs, cpuMs: usedMs / waitedMs.length, detectorMs: detector.cpuMs / waitedMs.length };
}

await talk(firstTurns);
const justStarted = await measure(turnsPerSession);
const later = await measure(turnsPerSession);
for (const client of clients) await client.close();
await avatar.close();
await standIns.close();

const added = (q: number) => (quantile(later.waitedMs, q) - quantile(byHand, q)).toFixed(1);
printTable(
  ["ms", "turns", "median", "P95", "maximum"],
  [
    summaryRow("the three by hand → first audio", byHand, 1),
    summaryRow("through our server → first audio", later.waitedMs, 1),
    ["added", "", added(0.5), added(0.95), ""],
  ],
);
const cpuRow = (label: string, { waitedMs, cpuMs, detectorMs }: Measured) => [
  label,
  `${waitedMs.length}`,
  ...[cpuMs, detectorMs, cpuMs - detectorMs].map((ms) => ms.toFixed(1)),
];
printTable(
  ["CPU a turn, mean, ms", "turns", "all of the server", "of it the voice detector", "apart from it"],
  [cpuRow("just started", justStarted), cpuRow("later", later)],
);
