/**
 * What our server adds: five sessions against stand-in models of fixed latency, compared in the same run with calling the three
 * in sequence by hand. `audio_end` is sent, so that no pause is waited for.
 *   npx tsx bench/overhead.ts [turns a session, default 20]
 * Needs a build (`npm run build`).
 */
import { join } from "node:path";
import { encodeWav } from "../lib/audio/wav";
import { loadConfig } from "../server/config";
import { voiceFrameSamples } from "../server/engines/contract";
import { createVoiceDetector } from "../server/engines/embedded/voice-detector";
import { startStandIns } from "../server/engines/testing/start-stand-ins";
import { createModelStore } from "../server/models/store";
import { silentLogger } from "../server/observability/logger";
import { startRunningServer } from "../server/testing/running-server";
import { ChatClient } from "./lib/chat-client";
import { Microphone } from "./lib/microphone";
import { cpuMs } from "./lib/process-usage";
import { benchRateHz, benchUtterances } from "./lib/speech";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const projectRoot = join(import.meta.dirname, "..");
const sessions = 5;
const turnsPerSession = Number(process.argv[2] ?? 20);
const reply = "Good question, the tide follows the moon. Ask me for more when you like.";
/** Where our splitter cuts the first clause of `reply`; the table says what the server really sent. */
const firstClause = "Good question,";

const standIns = await startStandIns({
  stt: { firstLatencyMs: 60, answer: "What can you tell me about the sea?" },
  llm: { firstLatencyMs: 60, stepLatencyMs: 4, answer: reply },
  tts: { firstLatencyMs: 60 },
});
const avatar = await startRunningServer({
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
  AVATAR_MAX_SESSIONS: `${sessions}`,
});
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
const utterances = await benchUtterances();

/** The three calls one after another, from the sound in hand to the first audio of the first clause. */
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
    // The mark ends the clause only when the next token shows that the sentence goes on.
    if (written.length > firstClause.length) break;
  }
  const speech = await postJson(`${standIns.tts.url}/audio/speech`, {
    model: "stand-in-tts",
    input: firstClause,
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
async function throughServerMs(client: ChatClient, pcm: Int16Array): Promise<number> {
  const outcome = client.turn();
  const microphone = new Microphone(client);
  await microphone.say(pcm);
  microphone.close();
  const endedAtMs = performance.now();
  client.send({ type: "audio_end" });
  return (await outcome).firstAudioAtMs - endedAtMs;
}

const byHand: number[] = [];
const throughServer: number[] = [];
await Promise.all(
  Array.from({ length: sessions }, async (_, session) => {
    for (let turn = 0; turn < turnsPerSession; turn++) {
      const utterance = utterances[(session + turn) % utterances.length];
      if (utterance) byHand.push(await byHandMs(utterance.pcm));
    }
  }),
);
const cpuBeforeMs = cpuMs(avatar.pid);
await Promise.all(
  Array.from({ length: sessions }, async (_, session) => {
    const client = await ChatClient.connect(avatar.webSocketUrl, token);
    client.send({ type: "session_start", language: "en", mode: "fast" });
    for (let turn = 0; turn < turnsPerSession; turn++) {
      const utterance = utterances[(session + turn) % utterances.length];
      if (utterance) throughServer.push(await throughServerMs(client, utterance.pcm));
    }
    await client.close();
  }),
);
const cpuPerTurnMs = (cpuMs(avatar.pid) - cpuBeforeMs) / (sessions * turnsPerSession);
await avatar.close();
await standIns.close();

/** CPU that the voice detector alone takes for the same sound, by itself in this process; per turn, ms. */
async function detectorCpuMs(): Promise<number> {
  const config = loadConfig(process.env, projectRoot);
  const model = await createModelStore({ directory: config.modelsDir, logger: silentLogger }).ensure("silero-vad", {});
  const detector = await createVoiceDetector(join(model.directory, "silero_vad_v5.onnx"));
  const stream = detector.createStream();
  const frame = new Float32Array(voiceFrameSamples);
  const framesPerTurn =
    utterances.reduce((sum, each) => sum + each.pcm.length, 0) / utterances.length / voiceFrameSamples;
  const frames = 1_000;
  for (let i = 0; i < 100; i++) await stream.push(frame);
  const before = process.cpuUsage();
  for (let i = 0; i < frames; i++) await stream.push(frame);
  const { user, system } = process.cpuUsage(before);
  await detector.close();
  return ((user + system) / 1000 / frames) * framesPerTurn;
}
const detectorMs = await detectorCpuMs();

const added = (q: number) => (quantile(throughServer, q) - quantile(byHand, q)).toFixed(1);
printTable(
  ["ms", "turns", "median", "P95", "maximum"],
  [
    summaryRow("the three by hand → first audio", byHand, 1),
    summaryRow("through our server → first audio", throughServer, 1),
    ["added", "", added(0.5), added(0.95), ""],
    ["CPU a turn, all of the server", "", cpuPerTurnMs.toFixed(1), "", ""],
    ["of it the voice detector", "", detectorMs.toFixed(1), "", ""],
  ],
);
