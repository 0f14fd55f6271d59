import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ModelRole, type ModelStatus, modelRoles } from "../../../lib/models";
import { loadConfig } from "../../config/config";
import { defaultRestartPolicy } from "../../platform/child-process/restart-delay";
import { silentLogger } from "../../platform/observability/logger";
import type { Engine, Engines, GenerateRequest } from "../contract";
import { createEngines } from "../engines/create-engines";
import { createRemoteLlm } from "../engines/remote";
import { collect, live, textOf } from "../engines/testing/calls";
import type { Fault, StandInBehaviour } from "../engines/testing/start-stand-ins";
import type { ModelStore } from "../models/contract";
import { createOwnServers, modelServers, type OwnServer, type OwnServers } from "./own-servers";

/** The remote engines with stand-in servers that are started, watched and restarted as real model servers are. */

const projectRoot = join(import.meta.dirname, "../../..");
const standIn = fileURLToPath(new URL("../engines/testing/stand-ins/main.ts", import.meta.url));
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const unusedStore: ModelStore = {
  installed: () => Promise.reject(new Error("not for a command of one's own")),
  ensure: () => Promise.reject(new Error("not for a command of one's own")),
};

let dataDir: string;
let open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "avatar-processes-"));
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
  await rm(dataDir, { recursive: true });
});

type Behaviours = Partial<Record<ModelRole, Partial<StandInBehaviour>>>;

/** The three engines, each with a process; `smaller`: how the stand-in behaves after it ran out of memory. */
async function startProcesses(behaviours: Behaviours = {}, smaller: Behaviours = {}) {
  const commandOf = (role: ModelRole) =>
    JSON.stringify([
      ...[process.execPath, "--import", tsxLoader, standIn, "--role", role, "--port", "{port}"],
      ...["--behaviour", JSON.stringify(behaviours[role] ?? {})],
      ...["--smaller-behaviour", JSON.stringify(smaller[role] ?? {})],
    ]);
  const environment = Object.fromEntries(
    modelRoles.flatMap((role) => [
      [`AVATAR_${role.toUpperCase()}_ENGINE`, "process"],
      [`AVATAR_${role.toUpperCase()}_COMMAND`, commandOf(role)],
      [`AVATAR_${role.toUpperCase()}_PORT`, "0"],
    ]),
  );
  const config = loadConfig({ ...environment, AVATAR_DATA_DIR: dataDir, AVATAR_CONFIG: "/dev/null" }, projectRoot);
  const supervision = {
    policy: { restart: { ...defaultRestartPolicy, firstDelayMs: 10 } },
    health: { loadingIntervalMs: 20, readyIntervalMs: 50, timeoutMs: 500 },
  };
  const options = { store: unusedStore, projectRoot, logger: silentLogger, supervision };
  const processes = await createOwnServers(config, options);
  const engines = createEngines(
    { ...config, servers: modelServers(config, processes) },
    { store: unusedStore, logger: silentLogger },
  );
  open.push(engines.stt, engines.llm, engines.tts, processes);
  return { processes, engines };
}

const startAll = ({ stt, llm, tts }: Engines) => Promise.all([stt.start(), llm.start(), tts.start()]);

function hosted(processes: OwnServers, role: ModelRole): OwnServer {
  const model = processes.hosted[role];
  if (!model) throw new Error(`${role} has no process.`);
  return model;
}

/** Resolves with the engine's current status or the first later one that fits. */
function until(engine: Engine, fits: (status: ModelStatus) => boolean): Promise<ModelStatus> {
  return new Promise((resolve) => {
    const check = (status: ModelStatus) => {
      if (!fits(status)) return;
      stop();
      resolve(status);
    };
    const stop = engine.onStatus(check);
    for (const status of engine.models()) check(status);
  });
}

async function configure({ url }: OwnServer, changes: Partial<StandInBehaviour>): Promise<void> {
  await fetch(new URL("/control", url), { method: "PATCH", body: JSON.stringify(changes) });
}

const speech = {
  text: "Good morning.",
  language: "en",
  mode: "fast",
  voice: { kind: "builtin", name: "alloy" },
} as const;
const speak = ({ tts }: Engines) => collect(tts.synthesize(speech, live()));
const hello: GenerateRequest = { messages: [{ role: "user", content: "Hi" }], language: "en", maxTokens: 50 };
const reply = ({ llm }: Engines) => collect(llm.generate(hello, live()));

test("a model shows its process's progress while it loads, then is ready and serves", async () => {
  const { engines, processes } = await startProcesses({ tts: { dialect: "worker", healthStatus: 503 } });
  expect(engines.tts.models()[0]).toMatchObject({ state: "waiting", kind: "remote", licence: null });
  const started = startAll(engines);
  const loading = await until(engines.tts, ({ progress }) => progress !== null);
  expect(loading).toMatchObject({ state: "loading", progress: 0.4, detail_code: "starting" });
  await configure(hosted(processes, "tts"), { healthStatus: 200 });
  await started;
  expect(engines.tts.models()[0]).toMatchObject({ name: "stand-in-tts", state: "ready", progress: null, detail: null });
  expect((await speak(engines)).length).toBeGreaterThan(0);
  expect(textOf(await reply(engines))).toBe("You said Hi. What else can I do?");
});

test("a call that comes during the start waits for the process", async () => {
  const { engines } = await startProcesses();
  expect(textOf(await reply(engines))).toBe("You said Hi. What else can I do?");
});

test("a call fails with `model_loading` when the start takes too long", async () => {
  const { engines, processes } = await startProcesses({ llm: { healthStatus: 503 } });
  const { url, host } = hosted(processes, "llm");
  const impatient = createEngines(
    {
      cpuThreads: 1,
      embeddedLlm: "auto",
      servers: { stt: null, tts: null, llm: { url, host, model: null, apiKey: null, timeLimitsMs: { hostReady: 50 } } },
    },
    { store: unusedStore, logger: silentLogger },
  );
  open.push(impatient.llm);
  void engines.llm.start().catch(() => undefined);
  await expect(reply(impatient)).rejects.toMatchObject({
    code: "model_loading",
    message: expect.stringContaining("still starting"),
  });
});

test("when a process is killed in the middle of a reply, the call fails, the model is shown as failed, then it serves again", async () => {
  const { engines, processes } = await startProcesses();
  await startAll(engines);
  const { process: llm, url } = hosted(processes, "llm");
  await configure(hosted(processes, "llm"), { faults: [{ kind: "hang", afterChunks: 4 }] });
  const broken = expect(reply(engines)).rejects.toMatchObject({ code: "model_crashed" });
  await fetch(new URL("/control/calls?count=1", url));
  const failed = until(engines.llm, ({ state }) => state === "failed");
  process.kill(llm.status().pid ?? 0, "SIGKILL");
  await broken;
  expect(await failed).toMatchObject({ detail_code: "exited", detail: "It ended with SIGKILL." });
  await until(engines.llm, ({ state }) => state === "ready");
  expect(textOf(await reply(engines))).toBe("You said Hi. What else can I do?");
  expect(llm.status().restarts).toBe(1);
});

test("a process that hangs is ended and started again, and the next call succeeds", async () => {
  const { engines, processes } = await startProcesses();
  await startAll(engines);
  const { process: tts } = hosted(processes, "tts");
  const failed = until(engines.tts, ({ state }) => state === "failed");
  process.kill(tts.status().pid ?? 0, "SIGSTOP");
  const broken = expect(speak(engines)).rejects.toMatchObject({ code: "model_crashed" });
  expect(await failed).toMatchObject({ detail_code: "unresponsive" });
  await broken;
  expect((await speak(engines)).length).toBeGreaterThan(0);
});

const memory = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 512.00 MiB.";
const outOfMemory: [string, Fault][] = [
  ["says so", { kind: "status", status: 507, body: { error: { message: memory } } }],
  ["says so as other servers do", { kind: "status", status: 500, body: { error: { message: memory } } }],
  ["dies of it", { kind: "crash", stderr: memory }],
];

test.each(outOfMemory)(
  "out of memory: when the TTS server %s, it starts smaller and the segment is spoken",
  async (_, fault) => {
    const { engines, processes } = await startProcesses({ tts: { fault } });
    await startAll(engines);
    expect((await speak(engines)).length).toBeGreaterThan(0);
    expect(hosted(processes, "tts").process.status()).toMatchObject({ state: "ready", smaller: true, restarts: 1 });
  },
);

test("out of memory in the smaller mode too fails the call: it is repeated only once", async () => {
  const fault: Fault = { kind: "status", status: 507 };
  const { engines, processes } = await startProcesses({ tts: { fault } }, { tts: { fault } });
  await startAll(engines);
  await expect(speak(engines)).rejects.toMatchObject({
    code: "tts_failed",
    message: expect.stringContaining("out of memory"),
  });
  await until(engines.tts, ({ state }) => state === "ready");
  expect(hosted(processes, "tts").process.status().restarts).toBe(2);
});

test("close ends calls, engines and processes", async () => {
  const { engines, processes } = await startProcesses({ llm: { fault: { kind: "hang" } } });
  await startAll(engines);
  const { url, process: llm } = hosted(processes, "llm");
  const broken = expect(reply(engines)).rejects.toMatchObject({ code: "model_unavailable" });
  await fetch(new URL("/control/calls?count=1", url));
  await Promise.all([engines.llm.close(), processes.close()]);
  await broken;
  expect(llm.status()).toMatchObject({ state: "stopped", pid: null });
  expect(engines.llm.models()[0]).toMatchObject({ state: "stopped" });
});

test("a process is not probed while it works on calls: its replies go on, and their pieces show that it is well", async () => {
  const answer = "One two three four five six seven eight nine ten.";
  const { processes, engines } = await startProcesses({ llm: { interruptsReplies: true, stepLatencyMs: 30, answer } });
  await startAll(engines);
  for (let count = 0; count < 5; count++) expect(textOf(await reply(engines))).toBe(answer);
  expect(hosted(processes, "llm").process.status()).toMatchObject({ state: "ready", restarts: 0 });
});

test("a process that hangs during calls is found by those calls, although it is not probed", async () => {
  const { processes, engines } = await startProcesses({ llm: { fault: { kind: "hang" } } });
  await startAll(engines);
  const { process: own } = hosted(processes, "llm");
  const impatient = createRemoteLlm(
    { url: own.url, model: null, apiKey: null, timeLimitsMs: { firstToken: 50 } },
    silentLogger,
  );
  open.push(impatient);
  // The engine must know the model before the call that hangs: during that call it could not probe for it.
  await impatient.start();
  const over = new AbortController();
  own.onStatus(({ restarts }) => restarts > 0 && over.abort());
  const waiting = reply(engines).catch(() => undefined);
  while (!over.signal.aborted) await collect(impatient.generate(hello, live(over.signal))).catch(() => undefined);
  await waiting;
});
