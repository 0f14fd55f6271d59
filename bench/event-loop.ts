/**
 * How late the server's event loop is while the embedded models work: conversations in real time, English, with one
 * session and then with two.
 *   npx tsx bench/event-loop.ts [turns a session, default 10]
 * Needs a build (`npm run build`) and the default models. Linux only. About ten seconds a turn.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { BenchClient } from "./lib/bench-client";
import { Microphone } from "./lib/microphone";
import { everyModelReady } from "./lib/models-ready";
import { startProbedServer } from "./lib/probed-server";
import { benchUtterances } from "./lib/speech";
import { printTable } from "./lib/statistics";

const turns = Number(process.argv[2] ?? 10);
const sessionCounts = [1, 2];

const avatar = await startProbedServer("event-loop");
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
await everyModelReady(avatar.url);
const utterances = await benchUtterances();

/** One person's conversation, each reply written and spoken to its end. */
async function converse(session: number): Promise<void> {
  const client = await BenchClient.connect(avatar.webSocketUrl, token);
  const started = client.next((message) => (message.type === "session_started" ? true : undefined));
  client.send({ type: "session_start", language: "en", mode: "fast" });
  await started;
  const microphone = new Microphone(client);
  for (let turn = 0; turn < turns; turn++) {
    const utterance = utterances[(session + turn) % utterances.length];
    if (!utterance) break;
    const outcome = client.turn();
    await microphone.say(utterance.pcm);
    await outcome;
    // The reply is complete, and the bench need not listen to it.
    client.send({ type: "interrupt" });
    await sleep(500);
  }
  microphone.close();
  await client.close();
}

const rows: string[][] = [];
for (const sessions of sessionCounts) {
  await avatar.report();
  await Promise.all(Array.from({ length: sessions }, (_, session) => converse(session)));
  const { samples, medianMs, p99Ms, maxMs } = (await avatar.report()).eventLoopLag;
  rows.push([
    `${sessions}`,
    `${sessions * turns}`,
    `${samples}`,
    medianMs.toFixed(1),
    p99Ms.toFixed(1),
    maxMs.toFixed(1),
  ]);
}
await avatar.close();
printTable(["sessions", "turns", "samples", "median ms", "P99 ms", "maximum ms"], rows);
