import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import type { ModelRole, ModelStatus } from "../lib/models";
import type { StandInBehaviour } from "../server/inference/engines/testing/start-stand-ins";
import { freePort } from "../server/platform/child-process/port";
import { hasEnvironment, readProc } from "../server/platform/child-process/proc";
import { type ChatClient, connectPlain } from "../server/testing/chat-client";
import { type RunningServer, startRunningServer } from "../server/testing/running-server";

/**
 * The built server with the three model servers as its child processes: stand-ins that speak like the real ones and
 * are started, watched, restarted and ended like them.
 */

const roles = ["stt", "llm", "tts"] as const satisfies ModelRole[];
const standIn = join(import.meta.dirname, "../server/inference/engines/testing/stand-ins/main.ts");
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
/** The speech process stays in its loading state until a test ends it, as a real one loads for seconds. */
const behaviours: Record<ModelRole, Partial<StandInBehaviour>> = {
  stt: { dialect: "worker" },
  llm: { dialect: "vllm" },
  tts: { dialect: "worker", healthStatus: 503 },
};

type Ports = Record<ModelRole, number>;

function environmentOf(ports: Ports): Record<string, string> {
  return Object.fromEntries(
    roles.flatMap((role) => {
      const program = [process.execPath, "--import", tsxLoader, standIn, "--role", role, "--port", "{port}"];
      const command = [...program, "--behaviour", JSON.stringify(behaviours[role])];
      const name = `AVATAR_${role.toUpperCase()}`;
      return [
        [`${name}_ENGINE`, "process"],
        [`${name}_COMMAND`, JSON.stringify(command)],
        [`${name}_PORT`, `${ports[role]}`],
        [`${name}_URL`, ""],
      ];
    }),
  );
}

/** Starts the server, and ends the speech process's loading as soon as that one listens. */
async function start(ports: Ports, environment: Record<string, string> = {}): Promise<RunningServer> {
  let isUp = false;
  const starting = startRunningServer({ ...environmentOf(ports), ...environment }).finally(() => {
    isUp = true;
  });
  // Repeated, because the first process that listens may be left over from an earlier server.
  const lookAgain = async () => {
    await finishLoading(ports);
    return isUp;
  };
  await expect.poll(lookAgain, { timeout: 90_000 }).toBe(true);
  return starting;
}

async function finishLoading({ tts }: Ports): Promise<boolean> {
  const request = { method: "PATCH", body: JSON.stringify({ healthStatus: 200 }) };
  const response = await fetch(`http://127.0.0.1:${tts}/control`, request).catch(() => null);
  return response?.ok ?? false;
}

/** The next segment fails because the card's memory is full. */
async function runOutOfMemory({ tts }: Ports): Promise<void> {
  const message = "CUDA out of memory. Tried to allocate 512.00 MiB.";
  const faults: StandInBehaviour["faults"] = [{ kind: "status", status: 507, body: { error: { message } } }];
  await fetch(`http://127.0.0.1:${tts}/control`, { method: "PATCH", body: JSON.stringify({ faults }) });
}

/** The process of each role, as AVATAR records them for its next start. */
async function pidsOf(dataDir: string): Promise<Record<ModelRole, number>> {
  const pidOf = async (role: ModelRole) => {
    const record = await readFile(join(dataDir, "processes", `${role}.json`), "utf8").catch(() => '{"pid":0}');
    return (JSON.parse(record) as { pid: number }).pid;
  };
  return { stt: await pidOf("stt"), llm: await pidOf("llm"), tts: await pidOf("tts") };
}
const isRunning = (pid: number) => {
  const entry = readProc(pid);
  return entry !== null && !entry.isZombie;
};

async function health({ url }: RunningServer) {
  const response = await fetch(`${url}/health`);
  const body = (await response.json()) as { status: string; models: ModelStatus[] };
  return { httpStatus: response.status, ...body };
}

async function connect(server: RunningServer): Promise<ChatClient> {
  const token = await server.avatar("token", "create", "--user", server.admin.username);
  const client = await connectPlain(server.url, token);
  client.send({ type: "session_start", language: "en" });
  await client.waitFor("session_started");
  return client;
}

/** A typed turn, answered and spoken. */
async function converse(client: ChatClient): Promise<void> {
  const turns = client.of("turn_completed").length + 1;
  client.send({ type: "text_input", text: `Turn ${turns}.` });
  const { turn_id } = await client.waitFor("turn_completed", () => true, turns);
  const ofTurn = (message: { turn_id?: string | undefined }) => message.turn_id === turn_id;
  expect(client.of("error").filter(ofTurn)).toEqual([]);
  const reply = client.of("llm_token").filter(ofTurn);
  expect(reply.map(({ token }) => token).join("")).toBe(`You said Turn ${turns}. What else can I do?`);
  expect(client.of("audio_response").filter(ofTurn).length).toBeGreaterThan(0);
}

test("npm start supervises all three: any of them heals while people stay connected, speech that ran out of memory is repeated, and none is left at the end", async () => {
  test.setTimeout(180_000);
  const ports = { stt: await freePort(), llm: await freePort(), tts: await freePort() };
  const server = await start(ports);
  try {
    const client = await connect(server);
    await converse(client);
    for (const role of roles) {
      const before = (await pidsOf(server.dataDir))[role];
      process.kill(before, "SIGKILL");
      await expect.poll(async () => (await pidsOf(server.dataDir))[role], { timeout: 30_000 }).not.toBe(before);
      if (role === "tts") {
        const isLoading = { role, state: "loading", progress: 0.4, detail_code: "starting" };
        await expect
          .poll(() => health(server), { timeout: 30_000 })
          .toMatchObject({
            models: expect.arrayContaining([expect.objectContaining(isLoading)]),
          });
        await client.waitFor("model_status", (status) => status.role === "tts" && status.progress === 0.4);
        await finishLoading(ports);
      }
      // The status alone does not tell: it is also `ok` while the embedded voice replaces this one.
      const isBack = { models: expect.arrayContaining([expect.objectContaining({ role, state: "ready" })]) };
      await expect
        .poll(() => health(server), { timeout: 30_000 })
        .toMatchObject({ httpStatus: 200, status: "ok", ...isBack });
      await converse(client);
    }
    await runOutOfMemory(ports);
    const { tts } = await pidsOf(server.dataDir);
    const spoken = converse(client);
    await expect.poll(async () => (await pidsOf(server.dataDir)).tts, { timeout: 30_000 }).not.toBe(tts);
    await expect.poll(() => finishLoading(ports), { timeout: 30_000 }).toBe(true);
    await spoken;
    expect(hasEnvironment((await pidsOf(server.dataDir)).tts, "AVATAR_PROCESS_SMALLER", "1")).toBe(true);

    client.close();
    const pids = Object.values(await pidsOf(server.dataDir));
    expect(pids.every(isRunning)).toBe(true);
    process.kill(server.pid, "SIGTERM");
    await expect.poll(() => [server.pid, ...pids].filter(isRunning), { timeout: 20_000 }).toEqual([]);
    expect(await readdir(join(server.dataDir, "processes"))).toEqual([]);
  } finally {
    await server.close();
  }
});

test("after kill -9 of the server, its next start ends the old processes and starts its own on the same ports", async () => {
  test.setTimeout(180_000);
  const ports = { stt: await freePort(), llm: await freePort(), tts: await freePort() };
  const dataDir = test.info().outputPath("data");
  const killed = await start(ports, { AVATAR_DATA_DIR: dataDir });
  const old = Object.values(await pidsOf(dataDir));
  process.kill(killed.pid, "SIGKILL");
  await expect.poll(() => isRunning(killed.pid)).toBe(false);
  expect(old.every(isRunning)).toBe(true);
  const server = await start(ports, { AVATAR_DATA_DIR: dataDir });
  try {
    expect(old.filter(isRunning)).toEqual([]);
    await converse(await connect(server));
  } finally {
    await server.close();
    await killed.close();
  }
});
