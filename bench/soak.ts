/**
 * Five people talk for some minutes, faster than people do, while the model processes crash, hang, run out of memory,
 * refuse and slow down at random. At the end everything must be as before: every completed turn is in the history with
 * its files, every failed one was reported, and no slot, process or file handle is left over.
 *   npx tsx bench/soak.ts [minutes, default 10] [seed, default 1]
 * Needs a build (`npm run build`). The models are stand-ins that AVATAR starts and supervises. Exits 1 when anything is
 * lost or leaks.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import type { ModelStatus } from "../lib/models";
import { freePort } from "../server/platform/child-process/port";
import { startRunningServer } from "../server/testing/running-server";
import { type ChaosTarget, spreadChaos } from "./lib/chaos";
import { oneForAll } from "./lib/one-person";
import { descendantsOf, openHandles } from "./lib/process-tree";
import { serverMiB } from "./lib/process-usage";
import { seededRandom } from "./lib/random";
import { type SoakLedger, talk } from "./lib/soak-person";
import { benchUtterances } from "./lib/speech";
import { printTable, quantile } from "./lib/statistics";

const minutes = Number(process.argv[2] ?? 10);
const random = seededRandom(Number(process.argv[3] ?? 1));
const people = 5;
const pagesProcesses = 1;
/** Longer than the deadlines of all stages of a turn together. */
const patienceMs = 100_000;

const standIn = join(import.meta.dirname, "../server/inference/engines/testing/stand-ins/main.ts");
const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const command = (role: string) =>
  JSON.stringify([process.execPath, "--import", tsx, standIn, "--role", role, "--port", "{port}"]);
const targets: [ChaosTarget, ChaosTarget, ChaosTarget] = [
  { role: "stt", port: await freePort() },
  { role: "llm", port: await freePort() },
  { role: "tts", port: await freePort() },
];
const environment = Object.fromEntries(
  targets.flatMap(({ role, port }) => [
    [`AVATAR_${role.toUpperCase()}_ENGINE`, "process"],
    [`AVATAR_${role.toUpperCase()}_COMMAND`, command(role)],
    [`AVATAR_${role.toUpperCase()}_PORT`, String(port)],
  ]),
);

const utterances = await benchUtterances();
const avatar = await startRunningServer({
  ...oneForAll,
  ...environment,
  AVATAR_MAX_SESSIONS: String(people),
});
const token = await avatar.avatar("token", "create", "--user", avatar.admin.username);
const ledger: SoakLedger = {
  completed: new Map(),
  errorsByCode: new Map(),
  endedAfterMs: [],
  silent: [],
  interrupted: 0,
  vanished: 0,
};

async function talkFor(durationMs: number): Promise<void> {
  const stop = AbortSignal.timeout(durationMs);
  await Promise.all(
    Array.from({ length: people }, () =>
      talk({ url: avatar.webSocketUrl, token, utterances, random, ledger, patienceMs, signal: stop }),
    ),
  );
}

/** Resolves when every model is ready again, however long its restart was postponed, and nobody talks. */
async function quiet(): Promise<void> {
  for (;;) {
    const { models } = await readHealth();
    if (models.every(({ state }) => state === "ready")) break;
    await sleep(500);
  }
  // Keep-alive connections to the models and closing sockets need a moment.
  await sleep(8_000);
}

async function readHealth(): Promise<{ status: string; models: ModelStatus[] }> {
  return (await (await fetch(`${avatar.url}/health`)).json()) as { status: string; models: ModelStatus[] };
}

/** Resolves when the spare voice, which loads in the background after the start, has a process, or after 90 s. */
async function spareVoice(): Promise<void> {
  const giveUpAtMs = performance.now() + 90_000;
  while (performance.now() < giveUpAtMs && descendantsOf(avatar.pid).length <= targets.length + pagesProcesses)
    await sleep(500);
}

// The end is compared with this: the server after some use, while nobody is connected.
await talkFor(20_000);
await spareVoice();
await quiet();
const before = { handles: openHandles(avatar.pid), children: descendantsOf(avatar.pid).length };
const startMiB = serverMiB(avatar.pid);

const chaosOver = new AbortController();
const chaos = spreadChaos(avatar.pid, targets, random, chaosOver.signal);
await talkFor(minutes * 60_000);
chaosOver.abort();
const mishaps = await chaos;
await quiet();
const after = { handles: openHandles(avatar.pid), children: descendantsOf(avatar.pid).length };
const endMiB = serverMiB(avatar.pid);
const health = await readHealth();
const metrics = await (await fetch(`${avatar.url}/metrics`)).text();

const database = new Database(join(avatar.dataDir, "app.db"), { readonly: true });
const rows = database
  .prepare(
    "select d.turn_id as turnId, c.user_audio_path as userAudio, c.ai_audio_path as aiAudio from turn_details d join conversations c on c.id = d.conversation_id",
  )
  .all() as { turnId: string; userAudio: string; aiAudio: string | null }[];
const stored = new Map(rows.map((row) => [row.turnId, row]));
const lost = [...ledger.completed.keys()].filter((turnId) => !stored.has(turnId));
const withoutFile = rows.filter(({ userAudio, aiAudio }) =>
  [userAudio, aiAudio].some((path) => path && !existsSync(join(avatar.dataDir, path))),
);
database.close();
const children = descendantsOf(avatar.pid).map(({ pid }) => pid);
await avatar.close();
const orphans = children.filter((pid) => existsSync(`/proc/${pid}`));

/** Gauges that are not 0 although nobody is connected. */
const gauges = metrics
  .split("\n")
  .filter((line) => /^avatar_(sessions|model_calls)\{[^}]*state="(active|waiting|running)"[^}]*\} [^0]/.test(line));

const errors = [...ledger.errorsByCode].map(([code, count]) => `${code} ${count}`).join(", ");
printTable(
  ["", "measured", "must be"],
  [
    ["turns completed", String(ledger.completed.size), ""],
    ["turns interrupted, connections lost", `${ledger.interrupted}, ${ledger.vanished}`, ""],
    ["mishaps", [...mishaps].map(([what, count]) => `${what} ${count}`).join(", "), ""],
    ["errors that people got", errors || "none", ""],
    [
      "longest turn until its end or its error, ms",
      String(Math.round(quantile(ledger.endedAfterMs, 1))),
      `< ${patienceMs}`,
    ],
    ["turns that ended in silence", String(ledger.silent.length), "0"],
    ["completed turns missing in the history", String(lost.length), "0"],
    ["rows without their files", String(withoutFile.length), "0"],
    ["slots or leases still held", gauges.join("; ") || "0", "0"],
    ["child processes", `${before.children} → ${after.children}`, "same"],
    [
      "open handles (sockets)",
      `${before.handles.total} (${before.handles.sockets}) → ${after.handles.total} (${after.handles.sockets})`,
      "at most 2 more",
    ],
    ["resident MiB", `${startMiB.toFixed(0)} → ${endMiB.toFixed(0)}`, ""],
    ["health at the end", health.status, "ok"],
    ["processes left after the stop", String(orphans.length), "0"],
  ],
);
const failed =
  ledger.silent.length + lost.length + withoutFile.length + gauges.length + orphans.length > 0 ||
  after.children !== before.children ||
  after.handles.total > before.handles.total + 2 ||
  health.status !== "ok";
process.exitCode = failed ? 1 : 0;
