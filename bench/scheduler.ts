/**
 * The order in which five talking sessions share one speech slot, in simulated time: ours, strictly by deadline (the
 * listener whose sound ends soonest is first), and plain first come first served, on the same random conversations and
 * the server's own broker.
 *   npx tsx bench/scheduler.ts [turns a session, default 1000]
 * No model is measured here. The assumed times, and why:
 * - a speech call takes the same whatever its length, ±15 %: an issue of F5-TTS reports some 1.1 s on an A100 at
 *   16 steps;
 * - recognition 250–600 ms (the service level is 600), first token 150–450 ms (the service level is 800 at P95);
 * - replies of 2 to 4 segments, the first of 0.8–2 s of sound, the others of 2–5 s; people speak 1.5–6 s after 0.5–3 s
 *   of thought.
 */
import { nextCall, type WaitingCall } from "../server/inference/scheduling/lease-order";
import { type Conversations, converse, planConversations } from "./lib/simulated-conversations";
import { printTable, quantile } from "./lib/statistics";

const sessions = 5;
const turns = Number(process.argv[2] ?? 1_000);
const seed = 1;
const callsMs = [400, 550, 700, 900, 1_100];

function firstOf<T extends WaitingCall>(waiting: readonly T[], isBefore: (a: T, b: T) => boolean): T | undefined {
  return waiting.reduce<T | undefined>((best, call) => (best && !isBefore(call, best) ? best : call), undefined);
}
const fifo: typeof nextCall = (waiting) => firstOf(waiting, (a, b) => a.arrivedMs < b.arrivedMs);
const byDeadline: typeof nextCall = (waiting) =>
  firstOf(waiting, (a, b) => (a.playoutDeadlineMs ?? 0) < (b.playoutDeadlineMs ?? 0));
const orders = { ours: nextCall, deadline: byDeadline, FIFO: fifo };

function row(callMs: number, name: string, result: Conversations): string[] {
  const { firstAudioMs, underrunsMs, laterSegments, waitsMs, silentWaitsMs, load, turnsPerMinute } = result;
  const silenceMs = underrunsMs.reduce((sum, each) => sum + each, 0);
  return [
    `${callMs}`,
    `${Math.round(load * 100)} %`,
    name,
    turnsPerMinute.toFixed(1),
    quantile(firstAudioMs, 0.5).toFixed(0),
    quantile(firstAudioMs, 0.95).toFixed(0),
    `${((underrunsMs.length / laterSegments) * 100).toFixed(1)} %`,
    (silenceMs / firstAudioMs.length).toFixed(0),
    Math.max(...waitsMs).toFixed(0),
    Math.max(...silentWaitsMs).toFixed(0),
  ];
}

const plan = planConversations(seed, sessions, turns);
const rows: string[][] = [];
for (const callMs of callsMs) {
  for (const [name, order] of Object.entries(orders)) rows.push(row(callMs, name, await converse(plan, callMs, order)));
}
printTable(
  [
    "speech call, ms",
    "slot busy",
    "order",
    "turns a minute",
    "first audio, median",
    "P95",
    "underruns",
    "silence a turn",
    "longest wait",
    "longest in silence",
  ],
  rows,
);
