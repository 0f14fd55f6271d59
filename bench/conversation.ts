/**
 * How long one person waits: end of speech → first audio, with embedded models, one session, English. The endpoint
 * wait is included.
 *   npx tsx bench/conversation.ts [turns, default 50]
 * Needs a build (`npm run build`) and the default models. Runs in real time: about seven seconds a turn.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Timings } from "../lib/timings";
import { startRunningServer } from "../server/testing/running-server";
import { BenchClient } from "./lib/bench-client";
import { Microphone } from "./lib/microphone";
import { everyModelReady } from "./lib/models-ready";
import { benchUtterances } from "./lib/speech";
import { printTable, summaryRow } from "./lib/statistics";

const turns = Number(process.argv[2] ?? 50);

const avatar = await startRunningServer();
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
await everyModelReady(avatar.url);
const client = await BenchClient.connect(avatar.webSocketUrl, token);
const utterances = await benchUtterances();
const started = client.next((message) => (message.type === "session_started" ? true : undefined));
client.send({ type: "session_start", language: "en", mode: "fast" });
await started;
const microphone = new Microphone(client);

const seenByClientMs: number[] = [];
const timings: Timings[] = [];
for (let turn = 0; turn < turns; turn++) {
  const utterance = utterances[turn % utterances.length];
  if (!utterance) break;
  const outcome = client.turn();
  await microphone.say(utterance.pcm);
  const spokenAtMs = performance.now();
  const { timings: measured, firstAudioAtMs } = await outcome;
  if (!Number.isNaN(firstAudioAtMs)) seenByClientMs.push(firstAudioAtMs - spokenAtMs);
  timings.push(measured);
  process.stderr.write(`\r${turn + 1}/${turns}`);
  // The reply is complete, and the bench need not listen to all of it fifty times.
  await sleep(2_000);
  client.send({ type: "interrupt" });
  await sleep(500);
}
microphone.close();
await client.close();
await avatar.close();

const column = (key: keyof Timings) => timings.map((each) => each[key]).filter((value) => value !== null);
printTable(
  ["ms", "turns", "median", "P95", "maximum"],
  [
    summaryRow("end of speech → first audio, client's clock", seenByClientMs),
    summaryRow("end of speech → first audio, server's clock", column("first_audio_ms")),
    summaryRow("endpoint wait", column("endpoint_ms")),
    summaryRow("recognition after the wait", column("stt_ms")),
    summaryRow("first token", column("ttft_ms")),
    summaryRow("first segment and its speech", column("tts_first_ms")),
    summaryRow("end of speech → reply complete", column("e2e_ms")),
  ],
);
