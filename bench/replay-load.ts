/**
 * What a running replay costs the people who talk: five of them, by plain socket, in blocks with and without a run, in
 * turn, so that what else happens on the machine meets both.
 *   npx tsx bench/replay-load.ts [blocks, default 10] [turns of each person in a block, default 8] [seed, default 1]
 * Needs a build (`npm run build`). The models are stand-ins. About a minute a block.
 *
 * Every second turn is typed: its first call is made at once, perhaps while a case of the run still has to give way.
 * Between turns people are silent for some seconds, each on their own: the run works whenever all of them are.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startStandIns } from "../server/inference/engines/testing/start-stand-ins";
import type { RecordsContext } from "../server/records/context";
import { findSet } from "../server/records/replays/find-set";
import { cancelRun, requestRun } from "../server/records/replays/runs";
import { recordedSet } from "../server/records/testing/recorded-set";
import { startRunningServer } from "../server/testing/running-server";
import { withRecords } from "../server/tools/environment";
import { BenchClient } from "./lib/bench-client";
import { Microphone } from "./lib/microphone";
import { oneForAll } from "./lib/one-person";
import { seededRandom } from "./lib/random";
import { benchRateHz, benchUtterances } from "./lib/speech";
import { printTable, quantile, summaryRow } from "./lib/statistics";

const people = 5;
const blocks = Number(process.argv[2] ?? 10);
const turnsInBlock = Number(process.argv[3] ?? 8);
const random = seededRandom(Number(process.argv[4] ?? 1));
const silenceMs = { least: 3_000, most: 7_000 };
/** People say the beginnings of the sentences only: there is then more time in which nobody talks. */
const spokenSamples = benchRateHz * 1.2;
const cases = { conversations: 40, turnsEach: 10 };

const standIns = await startStandIns({
  stt: { firstLatencyMs: 60, answer: "What can you tell me about the sea?" },
  llm: { firstLatencyMs: 60, stepLatencyMs: 4, answer: "Good question, the tide follows the moon." },
  tts: { firstLatencyMs: 60, audioMsPerCharacter: 15 },
});
const avatar = await startRunningServer({
  AVATAR_STT_URL: standIns.stt.url,
  AVATAR_LLM_URL: standIns.llm.url,
  AVATAR_TTS_URL: standIns.tts.url,
  AVATAR_MAX_SESSIONS: `${people}`,
  ...oneForAll,
});
const utterances = (await benchUtterances()).map(({ pcm }) => pcm.subarray(0, spokenSamples));
const settings = { dataDir: avatar.dataDir, databasePath: join(avatar.dataDir, "app.db"), maxSessions: 0 };
const inRecords = <T>(work: (ctx: RecordsContext) => Promise<T>) => withRecords(work, settings);
const [recorded = new Int16Array()] = utterances;
const userAudio = { pcm: recorded, sampleRateHz: benchRateHz };
const setId = await inRecords((ctx) => recordedSet(ctx, { ...cases, userAudio }));

const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
const clients = await Promise.all(
  Array.from({ length: people }, async () => {
    const client = await BenchClient.connect(avatar.webSocketUrl, token);
    client.send({ type: "session_start", language: "en", mode: "fast" });
    return client;
  }),
);

type Kind = "spoken" | "typed";
type Waits = Record<Kind, number[]>;

/** From the last sound, or the typed words, until the first audio, ms. */
async function turn(client: BenchClient, kind: Kind, pcm: Int16Array): Promise<number> {
  const outcome = client.turn();
  if (kind === "spoken") {
    const microphone = new Microphone(client);
    await microphone.say(pcm);
    microphone.close();
  }
  const askedAtMs = performance.now();
  if (kind === "spoken") client.send({ type: "audio_end" });
  else client.send({ type: "text_input", text: "What can you tell me about the sea?" });
  return (await outcome).firstAudioAtMs - askedAtMs;
}

/** All people talk, each at their own times. */
async function block(turns = turnsInBlock): Promise<Waits> {
  const waits: Waits = { spoken: [], typed: [] };
  const conversation = async (client: BenchClient, person: number) => {
    for (let number = 0; number < turns; number++) {
      await sleep(silenceMs.least + random() * (silenceMs.most - silenceMs.least));
      const kind = (person + number) % 2 === 0 ? "spoken" : "typed";
      waits[kind].push(await turn(client, kind, utterances[number % utterances.length] ?? recorded));
    }
  };
  await Promise.all(clients.map(conversation));
  return waits;
}

/** How far a run came: cases that were done, and calls of it that were given up because somebody began to talk. */
const ran = { done: 0, gaveWay: 0 };

async function blockWithRun(index: number): Promise<Waits> {
  const asked = { setId, name: `Block ${index}`, changes: {}, requestKey: `block number ${index}` };
  const { runId } = await inRecords((ctx) => requestRun(ctx, asked));
  const before = await abortedCalls();
  const waits = await block();
  const gaveWay = (await abortedCalls()) - before;
  await inRecords((ctx) => cancelRun(ctx, { runId }));
  const { runs } = await inRecords((ctx) => findSet(ctx, { setId }));
  const done = runs.find(({ id }) => id === runId)?.done_count ?? 0;
  if (done === cases.conversations * cases.turnsEach) throw new Error("The run was over before its block was.");
  ran.done += done;
  ran.gaveWay += gaveWay;
  return waits;
}

async function abortedCalls(): Promise<number> {
  const calls = await Promise.all([standIns.stt, standIns.llm, standIns.tts].map((standIn) => standIn.calls()));
  return calls.flat().filter(({ outcome }) => outcome === "aborted").length;
}

const without: Waits[] = [];
const withRun: Waits[] = [];
await block(2);
for (let index = 0; index < blocks; index++) {
  process.stderr.write(`\r${index + 1}/${blocks}`);
  // Without, with, with, without: a machine that gets slower meets both alike.
  if (index % 4 === 0 || index % 4 === 3) without.push(await block());
  else withRun.push(await blockWithRun(index));
}
for (const client of clients) await client.close();
await avatar.close();
await standIns.close();

const p95 = (waits: number[]) => quantile(waits, 0.95);
const rows = (["spoken", "typed"] as const).flatMap((kind) => {
  const of = (all: Waits[]) => all.flatMap((waits) => waits[kind]);
  const [alone, beside] = [of(without), of(withRun)];
  const added = (q: number) => (quantile(beside, q) - quantile(alone, q)).toFixed(1);
  return [
    summaryRow(`${kind}, no run`, alone, 1),
    summaryRow(`${kind}, beside a run`, beside, 1),
    ["added", "", added(0.5), added(0.95), ""],
  ];
});
printTable(["first sound, ms", "turns", "median", "P95", "maximum"], rows);
const all = (waits: Waits) => [...waits.spoken, ...waits.typed];
printTable(
  ["P95 of each block, ms", ...without.map((_, index) => `${index + 1}`)],
  [
    ["no run", ...without.map((waits) => p95(all(waits)).toFixed(0))],
    ["beside a run", ...withRun.map((waits) => p95(all(waits)).toFixed(0))],
  ],
);
process.stdout.write(`The runs did ${ran.done} cases, and gave ${ran.gaveWay} calls up when somebody began to talk.\n`);
