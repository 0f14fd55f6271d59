/**
 * Memory of the server and its pages' process, without engines: typed and spoken turns against stand-in models; prints
 * the resident memory after each hundred.
 *   npx tsx bench/memory.ts [turns, default 400]
 * Needs a build (`npm run build`). Linux only.
 */
import { bytesToBase64, int16ToBytes } from "../lib/audio/pcm";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import { startRunningServer } from "../server/testing/running-server";
import { BenchClient } from "./lib/bench-client";
import { oneForAll } from "./lib/one-person";
import { residentMiB, serverMiB } from "./lib/process-usage";
import { benchRateHz, benchUtterances } from "./lib/speech";
import { printTable } from "./lib/statistics";

const turns = Number(process.argv[2] ?? 400);
const turnsPerConnection = 20;
const chunkSamples = (benchRateHz * 300) / 1000;

const standIns = await startStandIns();
const avatar = await startRunningServer({
  ...oneForAll,
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
});
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
const utterances = await benchUtterances();
// A page and the history are loaded once, so that their memory counts too.
await fetch(`${avatar.url}/login`).then((response) => response.text());
await fetch(`${avatar.url}/api/conversations?limit=20`, { headers: { authorization: `Bearer ${token}` } }).then(
  (response) => response.text(),
);
const row = (turn: number) => [`${turn}`, residentMiB(avatar.pid).toFixed(1), serverMiB(avatar.pid).toFixed(1)];
const rows = [row(0)];
let client: BenchClient | null = null;
for (let turn = 0; turn < turns; turn++) {
  if (turn % turnsPerConnection === 0) {
    await client?.close();
    client = await BenchClient.connect(avatar.webSocketUrl, token);
    client.send({ type: "session_start", language: "en", mode: "fast" });
  }
  if (!client) break;
  const outcome = client.turn();
  const utterance = utterances[turn % utterances.length];
  if (turn % 2 === 0 || !utterance) client.send({ type: "text_input", text: "What can you tell me about the sea?" });
  else {
    for (let at = 0; at < utterance.pcm.length; at += chunkSamples) {
      const data = bytesToBase64(int16ToBytes(utterance.pcm.slice(at, at + chunkSamples)));
      client.send({ type: "audio_chunk", data, sr: benchRateHz });
    }
    client.send({ type: "audio_end" });
  }
  await outcome;
  if ((turn + 1) % 100 === 0) rows.push(row(turn + 1));
}
await client?.close();
await avatar.close();
await standIns.close();
printTable(["turns", "resident MiB, the server", "with its pages' process"], rows);
