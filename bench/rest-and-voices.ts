/**
 * What REST clients and pages cost the voices: in one run, five people talk in real time, first alone and then while
 * others load the server.
 *   npx tsx bench/rest-and-voices.ts [turns of each person alone, default 4] [seconds of each load, default 30]
 * Needs a build (`npm run build`). The models are stand-ins, the history has 50,000 turns. Linux only. Memory is that
 * of the server and its pages' process.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { startRunningServer } from "../server/testing/running-server";
import { BenchClient } from "./lib/bench-client";
import { Microphone } from "./lib/microphone";
import { oneForAll } from "./lib/one-person";
import { serverMiB } from "./lib/process-usage";
import { type Load, loadFromProcess } from "./lib/rest-load";
import { seedHistory } from "./lib/seeded-history";
import { benchUtterances } from "./lib/speech";
import { printTable, quantile } from "./lib/statistics";

const people = 5;
const turnsAlone = Number(process.argv[2] ?? 4);
const loadMs = Number(process.argv[3] ?? 30) * 1_000;
const warmUpPages = 200;
/** As many turns as an office has after years. */
const history = { sessionCount: 1_000, turnsEach: 50 };

const standIns = await startStandIns({
  stt: { firstLatencyMs: 60, answer: "What can you tell me about the sea?" },
  llm: { firstLatencyMs: 60, stepLatencyMs: 4, answer: "Good question, the tide follows the moon." },
  tts: { firstLatencyMs: 60 },
});
const avatar = await startRunningServer({
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
  AVATAR_MAX_SESSIONS: `${people}`,
  ...oneForAll,
});
seedHistory(avatar.dataDir, history);
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
const authorization = `Bearer ${token}`;
const utterances = await benchUtterances();

const clients = await Promise.all(
  Array.from({ length: people }, async () => {
    const client = await BenchClient.connect(avatar.webSocketUrl, token);
    client.send({ type: "session_start", language: "en", mode: "fast" });
    return client;
  }),
);

/** One turn of each person, at the same time; `audio_end` → first audio of each, ms. */
function everybodyTalks(turn: number): Promise<number[]> {
  return Promise.all(
    clients.map(async (client, person) => {
      const utterance = utterances[(person + turn) % utterances.length];
      if (!utterance) return Number.NaN;
      const outcome = client.turn();
      const microphone = new Microphone(client);
      await microphone.say(utterance.pcm);
      microphone.close();
      const endedAtMs = performance.now();
      client.send({ type: "audio_end" });
      return (await outcome).firstAudioAtMs - endedAtMs;
    }),
  );
}

async function talk(goesOn: (turn: number) => boolean): Promise<number[]> {
  const waitedMs: number[] = [];
  for (let turn = 0; goesOn(turn); turn++) waitedMs.push(...(await everybodyTalks(turn)));
  return waitedMs;
}

/** How long /health takes until the signal, asked ten times a second, ms. */
async function watchHealth(signal: AbortSignal): Promise<number[]> {
  const tookMs: number[] = [];
  while (!signal.aborted) {
    const askedAtMs = performance.now();
    await fetch(`${avatar.url}/health`).then((response) => response.arrayBuffer());
    tookMs.push(performance.now() - askedAtMs);
    await sleep(100);
  }
  return tookMs;
}

const loads: { name: string; load: Load }[] = [
  ...["/api/conversations", "/history", "/api/history?q=nowhere"].map((path) => ({
    name: `20 parallel GET ${path}`,
    load: { kind: "closed loop" as const, path, clients: 20 },
  })),
  {
    name: "100 × 20 pipelined GET /login, never read",
    load: { kind: "pipelined", path: "/login", connections: 100, ahead: 20 },
  },
];

await talk((turn) => turn < 2);
for (let page = 0; page < warmUpPages; page++) await fetch(`${avatar.url}/login`).then((response) => response.text());
await sleep(5_000);
const levelMiB = serverMiB(avatar.pid);
const rows: string[][] = [];
for (const { name, load } of loads) {
  const alone = await talk((turn) => turn < turnsAlone);
  const stop = new AbortController();
  const underLoad = loadFromProcess({ url: avatar.url, authorization }, load, stop.signal);
  const health = watchHealth(stop.signal);
  const endsAtMs = performance.now() + loadMs;
  const during = await talk(() => performance.now() < endsAtMs);
  const peakMiB = serverMiB(avatar.pid);
  stop.abort();
  const [answers, healthMs] = await Promise.all([underLoad, health]);
  // The memory must be back within a minute.
  for (let waited = 0; waited < 60 && serverMiB(avatar.pid) > levelMiB + 30; waited++) await sleep(1_000);
  const row = [
    name,
    [...answers].map(([status, count]) => `${status}: ${count}`).join(", "),
    `${quantile(alone, 0.5).toFixed(0)} → ${quantile(during, 0.5).toFixed(0)}`,
    `${quantile(alone, 0.95).toFixed(0)} → ${quantile(during, 0.95).toFixed(0)}`,
    `${alone.length}, ${during.length}`,
    `${quantile(healthMs, 0.5).toFixed(0)}, ${Math.max(...healthMs).toFixed(0)}`,
    `${levelMiB.toFixed(0)}, ${peakMiB.toFixed(0)}, ${serverMiB(avatar.pid).toFixed(0)}`,
  ];
  process.stderr.write(`${row.join(" · ")}\n`);
  rows.push(row);
}
for (const client of clients) await client.close();
await avatar.close();
await standIns.close();
printTable(
  [
    "load",
    "answers",
    "first audio, median ms, alone → with it",
    "P95 ms",
    "turns",
    "/health, median and maximum ms",
    "MiB before, with it, within 60 s",
  ],
  rows,
);
