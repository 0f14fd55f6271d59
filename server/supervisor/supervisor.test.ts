import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLogger, silentLogger } from "../observability/logger";
import type { ModelProcess, ProcessStatus } from "./contract";
import { freePort } from "./port";
import { readProc } from "./proc";
import { defaultRestartPolicy } from "./restart-delay";
import { createSupervisor, type SupervisedProcess, type Supervisor, type SupervisorOptions } from "./supervisor";

/** Real processes, sockets and signals; the waiting is for states, never for a time. */

const childPath = fileURLToPath(new URL("./testing/model-child.mjs", import.meta.url));
const parentPath = fileURLToPath(new URL("./testing/host-parent.ts", import.meta.url));
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const never = () => new AbortController().signal;

let dataDir: string;
let open: Supervisor[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "avatar-supervisor-"));
});
afterEach(async () => {
  await Promise.all(open.map((each) => each.close()));
  open = [];
  await rm(dataDir, { recursive: true });
});

/** Fast ones: what is tested is what happens, not how long it takes. */
const policy = {
  restart: { ...defaultRestartPolicy, firstDelayMs: 10, circuitMs: 60_000 },
  stopGraceMs: 1_000,
};
const health = { loadingIntervalMs: 20, readyIntervalMs: 20, timeoutMs: 200 };

interface Wanted extends Partial<SupervisedProcess> {
  flags?: string[] | ((smaller: boolean) => string[]);
}

async function supervise<Count extends Wanted[]>(wanted: [...Count], over: Partial<SupervisorOptions> = {}) {
  const specs = wanted.map(({ flags = [], ...each }, index): SupervisedProcess => {
    const flagsFor = (smaller: boolean) => (typeof flags === "function" ? flags(smaller) : flags);
    return {
      name: `child-${index}`,
      port: 0,
      prepare: async () => undefined,
      command: (port, smaller) => ({
        program: process.execPath,
        args: [childPath, "--port", `${port}`, ...flagsFor(smaller)],
        environment: { GREETING: "hello" },
      }),
      startTimeoutMs: 30_000,
      card: null,
      first: false,
      ...each,
    };
  });
  const supervisor = await createSupervisor(specs, {
    dataDir,
    directory: tmpdir(),
    logger: silentLogger,
    policy,
    health,
    ...over,
  });
  open.push(supervisor);
  return { supervisor, processes: supervisor.processes as unknown as { [Index in keyof Count]: ModelProcess } };
}

/** Resolves with the first status, from now on, that fits. */
function until(process: ModelProcess, fits: (status: ProcessStatus) => boolean): Promise<ProcessStatus> {
  return new Promise((resolve) => {
    const check = (status: ProcessStatus) => {
      if (!fits(status)) return;
      stop();
      resolve(status);
    };
    const stop = process.onStatus(check);
    check(process.status());
  });
}
const isReady = ({ state }: ProcessStatus) => state === "ready";
const readyAgain = (process: ModelProcess, restarts = 1) =>
  until(process, (status) => isReady(status) && status.restarts === restarts);

const ask = async (process: ModelProcess, path: string, method = "POST") =>
  (await fetch(new URL(path, process.url), { method })).json();
/** For requests that the child does not survive. */
const tell = (process: ModelProcess, path: string) => ask(process, path).catch(() => undefined);
const pidOf = (process: ModelProcess) => process.status().pid ?? 0;
const isGone = (pid: number) => {
  const entry = readProc(pid);
  return entry === null || entry.isZombie;
};

describe("a start", () => {
  test("is ready when /health says so, and shows the progress until then; the end leaves nothing", async () => {
    const { supervisor, processes } = await supervise([{ flags: ["--loading"] }]);
    const [child] = processes;
    const ready = child.ensureReady(never());
    const loading = await until(child, ({ progress }) => progress !== null);
    expect(loading).toMatchObject({ state: "starting", progress: 0.5, detail: "loading weights" });
    await ask(child, "/ready");
    await ready;
    expect(child.status()).toMatchObject({ state: "ready", restarts: 0, detail: null });
    expect(child.logTail()).toContain("listening");
    const pid = pidOf(child);
    await supervisor.close();
    expect(child.status().state).toBe("stopped");
    expect(isGone(pid)).toBe(true);
    expect(await readdir(join(dataDir, "processes"))).toEqual([]);
    await expect(child.ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("gives the child its own environment and our mark, nothing else", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    expect(await ask(child, "/environment", "GET")).toEqual({ GREETING: "hello", AVATAR_PROCESS: dataDir });
  });

  test("is not waited for longer than the caller wants", async () => {
    const { processes } = await supervise([{ flags: ["--loading"] }]);
    const [child] = processes;
    const controller = new AbortController();
    const waiting = child.ensureReady(controller.signal);
    await until(child, ({ progress }) => progress !== null);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(child.status().state).toBe("starting");
  });

  test("waits for what must be there before; when that fails, the next caller tries it again", async () => {
    let tries = 0;
    const prepare = async () => {
      if (++tries === 1) throw new Error("no network");
    };
    const { processes } = await supervise([{ prepare }]);
    const [child] = processes;
    await expect(child.ensureReady(never())).rejects.toThrow("no network");
    expect(child.status().state).toBe("stopped");
    await child.ensureReady(never());
    expect(tries).toBe(2);
  });

  test("of a program that is not there fails with its name", async () => {
    const command = () => ({ program: "/no/such/python", args: [], environment: {} });
    const { processes } = await supervise([{ command }]);
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("/no/such/python was not found"),
    });
    expect(processes[0].status()).toMatchObject({ reason: "not_startable", circuitOpen: true });
  });

  test("of a command that can't be made up, or that no system takes, fails with the reason", async () => {
    const command = () => {
      throw new Error("no voice was named");
    };
    const odd = () => ({ program: process.execPath, args: ["\0"], environment: {} });
    const { processes } = await supervise([{ command }, { command: odd }]);
    for (const each of processes) {
      await expect(each.ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
      expect(each.status()).toMatchObject({ reason: "not_startable", detail: expect.any(String) });
    }
    expect(processes[0].status().detail).toBe("no voice was named");
  });

  test("on another program's port fails and leaves that program alone", async () => {
    const foreign = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
    await once(foreign, "listening");
    const { port } = foreign.address() as AddressInfo;
    const { processes } = await supervise([{ port }]);
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({
      message: expect.stringContaining(`port ${port}`),
    });
    expect(processes[0].status()).toMatchObject({ state: "failed", reason: "port_in_use", circuitOpen: true });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    foreign.closeAllConnections();
    foreign.close();
  });

  test("that is not healthy in time is ended and tried again", async () => {
    const { processes } = await supervise([{ flags: ["--loading"], startTimeoutMs: 300 }]);
    const [child] = processes;
    void child.ensureReady(never()).catch(() => undefined);
    const first = await until(child, ({ pid }) => pid !== null);
    await until(child, ({ reason }) => reason === "start_timeout");
    await until(child, ({ pid, restarts }) => restarts === 1 && pid !== null);
    expect(isGone(first.pid ?? 0)).toBe(true);
  });

  test("whose model can't be loaded, as the child itself says, fails with its words", async () => {
    const { processes } = await supervise([{ flags: ["--load-fails"] }]);
    void processes[0].ensureReady(never()).catch(() => undefined);
    const failed = await until(processes[0], ({ state }) => state === "failed");
    expect(failed).toMatchObject({ reason: "load_failed", detail: "no weights here" });
  });
});

describe("a failure heals by itself:", () => {
  test("killed", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    process.kill(pidOf(child), "SIGKILL");
    const failed = await until(child, ({ state }) => state === "failed");
    expect(failed).toMatchObject({ reason: "exited", detail: "It ended with SIGKILL.", pid: null });
    await readyAgain(child);
  });

  test("hung (SIGSTOP)", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    const pid = pidOf(child);
    process.kill(pid, "SIGSTOP");
    expect(await until(child, ({ reason }) => reason !== null)).toMatchObject({ reason: "unresponsive" });
    await readyAgain(child);
    expect(isGone(pid)).toBe(true);
  });

  test.each([
    ["ended by it", "/out-of-memory"],
    ["still answering", "/out-of-memory?lives=1"],
  ])("out of memory, %s, starts smaller, in every later start too", async (_, path) => {
    const { processes } = await supervise([{ flags: (smaller) => (smaller ? ["--grandchild"] : []) }]);
    const [child] = processes;
    await child.ensureReady(never());
    void tell(child, path);
    expect(await until(child, ({ reason }) => reason !== null)).toMatchObject({ reason: "out_of_memory" });
    expect(await readyAgain(child)).toMatchObject({ smaller: true });
    expect(await ask(child, "/grandchild", "GET")).toBeGreaterThan(0);
    expect(await ask(child, "/environment", "GET")).toMatchObject({ AVATAR_PROCESS_SMALLER: "1" });
    await tell(child, "/exit");
    expect(await readyAgain(child, 2)).toMatchObject({ smaller: true });
  });

  test("at a caller's word", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    child.restart("out_of_memory");
    expect(child.status()).toMatchObject({ state: "stopping", reason: "out_of_memory" });
    expect(await readyAgain(child)).toMatchObject({ smaller: true });
  });

  test("not for ever: a crash loop opens the circuit, with the reason and the last line", async () => {
    const { processes } = await supervise([{ flags: ["--exits"] }]);
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
    const status = processes[0].status();
    expect(status).toMatchObject({
      state: "failed",
      circuitOpen: true,
      reason: "exited",
      detail: "It ended with exit code 1: RuntimeError: no such model",
      restarts: 4,
    });
    expect(status.retryAtMs).toBeGreaterThan(Date.now() + 50_000);
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("after the circuit's pause too", async () => {
    const marker = join(dataDir, "mended");
    const circuit = { ...policy, restart: { ...policy.restart, maxFailures: 1, circuitMs: 20 } };
    const { processes } = await supervise([{ flags: () => (existsSync(marker) ? [] : ["--exits"]) }], {
      policy: circuit,
    });
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
    await writeFile(marker, "");
    await until(processes[0], isReady);
  });
});

describe("no process is left over:", () => {
  test("one that ignores SIGTERM, with a child of its own that does too, ends with force", async () => {
    const { supervisor, processes } = await supervise([{ flags: ["--ignores-term", "--grandchild"] }]);
    const [child] = processes;
    await child.ensureReady(never());
    const pids = [pidOf(child), (await ask(child, "/grandchild", "GET")) as number];
    await supervisor.close();
    expect(pids.map(isGone)).toEqual([true, true]);
  });

  test("the children of one that was killed", async () => {
    const { processes } = await supervise([{ flags: ["--grandchild"] }]);
    const [child] = processes;
    await child.ensureReady(never());
    const grandchild = (await ask(child, "/grandchild", "GET")) as number;
    process.kill(pidOf(child), "SIGKILL");
    await until(child, ({ state }) => state === "failed");
    expect(isGone(grandchild)).toBe(true);
  });

  test("one that is stopped while it starts", async () => {
    const { supervisor, processes } = await supervise([{ flags: ["--loading"] }]);
    const waiting = processes[0].ensureReady(never());
    const { pid } = await until(processes[0], (status) => status.pid !== null);
    await Promise.all([supervisor.close(), expect(waiting).rejects.toMatchObject({ code: "model_unavailable" })]);
    expect(isGone(pid ?? 0)).toBe(true);
  });

  test("those of an AVATAR that ends in a hurry", async () => {
    const { parent, pids } = await startParent(await freePort());
    parent.send("exit");
    await once(parent, "exit");
    await Promise.all(pids.map((pid) => vi.waitUntil(() => isGone(pid), { timeout: 30_000 })));
  });

  test("those of an AVATAR that was killed, found by the next one before it starts its own on the same port", async () => {
    const port = await freePort();
    const { parent, pids } = await startParent(port);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    expect(pids.map(isGone)).toEqual([false, false]);

    const { processes } = await supervise([{ port }]);
    expect(pids.map(isGone)).toEqual([true, true]);
    await processes[0].ensureReady(never());
  });

  test("a record of a number that is another program's by now harms nobody", async () => {
    const bystander = fork(childPath, ["--port", "0"], { execArgv: [], detached: true });
    await once(bystander, "spawn");
    const { supervisor } = await supervise([]);
    await supervisor.close();
    await writeRecord({ pid: bystander.pid ?? 0, startTicks: "1", command: ["vllm"] });
    await writeFile(join(dataDir, "processes", "damaged.json"), "{");
    await supervise([]);
    expect(isGone(bystander.pid ?? 0)).toBe(false);
    expect(await readdir(join(dataDir, "processes"))).toEqual([]);
    bystander.kill("SIGKILL");
  });
});

/** An AVATAR of its own over `dataDir`, and the processes that it started. */
async function startParent(port: number): Promise<{ parent: ChildProcess; pids: number[] }> {
  const parent = fork(parentPath, [dataDir, `${port}`], { execArgv: ["--import", tsxLoader] });
  const [pid] = (await once(parent, "message")) as [number];
  const response = await fetch(`http://127.0.0.1:${port}/grandchild`);
  return { parent, pids: [pid, (await response.json()) as number] };
}

async function writeRecord(record: unknown): Promise<void> {
  await mkdir(join(dataDir, "processes"), { recursive: true });
  await writeFile(join(dataDir, "processes", "old.json"), JSON.stringify(record));
}

test("the log tells the story, and not in the words of the process once people talk to it", async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(JSON.parse(line)) });
  const { supervisor, processes } = await supervise([{ name: "tts", flags: ["--loading"] }], { logger });
  const [child] = processes;
  void child.ensureReady(never());
  await until(child, ({ progress }) => progress !== null);
  await ask(child, "/ready");
  await until(child, isReady);
  await tell(child, "/out-of-memory");
  await until(child, ({ progress, restarts }) => restarts === 1 && progress !== null);
  await supervisor.close();
  expect(lines.every(({ process }) => process === "tts")).toBe(true);
  // It may be told to end before it ends by itself; and it may say more than once how it loads.
  const told = lines.filter(({ event, reason }) => event !== "model_process_stopping" || reason === null);
  const events = told.map(({ event }) => String(event).replace("model_process_", ""));
  expect(events.filter((event, index) => event !== events[index - 1])).toEqual([
    ...["starting", "loading", "ready", "failed"],
    ...["starting", "loading", "stopping", "stopped"],
  ]);
  expect(lines).toContainEqual(expect.objectContaining({ progress: 0.5, detail: "loading weights" }));
  expect(lines).toContainEqual(expect.objectContaining({ event: "model_process_failed", reason: "out_of_memory" }));
  expect(JSON.stringify(lines)).not.toContain("Tried to allocate");
  expect(child.logTail().join("\n")).toContain("Tried to allocate");
});

describe("on one card", () => {
  const speech: Wanted = { name: "tts", card: "0", flags: ["--loading"] };
  const language: Wanted = { name: "llm", card: "0", first: true, flags: ["--loading"] };

  test("the language model starts first; speech waits for it, the CPU does not", async () => {
    const { processes } = await supervise([speech, language, { name: "stt", card: null }]);
    const [tts, llm, stt] = processes;
    const ready = [tts, llm, stt].map((each) => each.ensureReady(never()));
    await until(stt, isReady);
    await until(llm, ({ progress }) => progress !== null);
    expect(tts.status()).toMatchObject({ state: "starting", pid: null, detail: "It waits for its turn on its GPU." });
    await ask(llm, "/ready");
    await until(tts, ({ progress }) => progress !== null);
    await ask(tts, "/ready");
    await Promise.all(ready);
  });

  test("speech starts when the language model fails for good", async () => {
    const { processes } = await supervise([speech, { ...language, flags: ["--exits"] }]);
    const [tts, llm] = processes;
    void tts.ensureReady(never()).catch(() => undefined);
    await expect(llm.ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
    await until(tts, ({ progress }) => progress !== null);
  });

  test("speech starts when the language model's files can't be had", async () => {
    const prepare = () => Promise.reject(new Error("no network"));
    const { processes } = await supervise([speech, { ...language, prepare }]);
    const [tts, llm] = processes;
    void tts.ensureReady(never()).catch(() => undefined);
    await expect(llm.ensureReady(never())).rejects.toThrow("no network");
    await until(tts, ({ progress }) => progress !== null);
  });

  test("while the language model starts again, speech runs on, and is not restarted before it is up", async () => {
    const { processes } = await supervise([speech, language]);
    const [tts, llm] = processes;
    const ready = [tts.ensureReady(never()), llm.ensureReady(never())];
    for (const each of [llm, tts]) {
      await until(each, ({ progress }) => progress !== null);
      await ask(each, "/ready");
    }
    await Promise.all(ready);
    await tell(llm, "/exit");
    await until(llm, ({ progress, restarts }) => restarts === 1 && progress !== null);
    const pid = pidOf(tts);
    tts.restart("out_of_memory");
    expect(tts.status()).toMatchObject({ state: "stopping", pid });
    expect(await fetch(new URL("/health", tts.url)).then((response) => response.status)).toBe(200);
    await ask(llm, "/ready");
    await until(tts, (status) => status.restarts === 1 && status.pid !== null);
    expect(isGone(pid)).toBe(true);
    expect(llm.status().state).toBe("ready");
  });
});
