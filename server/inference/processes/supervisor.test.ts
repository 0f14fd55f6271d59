import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { freePort } from "../../platform/child-process/port";
import { createLogger } from "../../platform/observability/logger";
import type { ProcessStatus } from "./contract";
import {
  ask,
  dataDir,
  isGone,
  isReady,
  never,
  pidOf,
  policy,
  readyAgain,
  supervise,
  superviseEachTest,
  tell,
  until,
  type Wanted,
} from "./testing/supervise";

superviseEachTest();

/** Sets how many files this process may have open. A helper does it, because at the limit we could start nothing. */
async function openFilesLimit() {
  const script = `while read limit; do prlimit --pid ${process.pid} --nofile="$limit:" && echo done; done`;
  const helper = spawn("sh", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  const { stdout } = await promisify(execFile)("prlimit", [
    "--pid",
    `${process.pid}`,
    "--nofile",
    "-o",
    "SOFT",
    "--noheadings",
  ]);
  const set = async (limit: string | number) => {
    helper.stdin.write(`${limit}\n`);
    await once(helper.stdout, "data");
  };
  return {
    set,
    async restore() {
      await set(stdout.trim());
      helper.stdin.end();
    },
  };
}

describe("a start", () => {
  test("is ready when /health says so, and shows the progress until then; close leaves no process behind", async () => {
    const { supervisor, processes } = await supervise([{ flags: ["--loading"] }]);
    const [child] = processes;
    const ready = child.ensureReady(never());
    const loading = await until(child, ({ progress }) => progress !== null);
    expect(loading).toMatchObject({ state: "starting", progress: 0.5, detail: "loading weights" });
    await ask(child, "/ready");
    await ready;
    expect(child.status()).toMatchObject({ state: "ready", restarts: 0, detail: null });
    const pid = pidOf(child);
    await supervisor.close();
    expect(child.status().state).toBe("stopped");
    expect(isGone(pid)).toBe(true);
    expect(await readdir(join(dataDir(), "processes"))).toEqual([]);
    await expect(child.ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("of a server that was stopped begins anew, whoever asks for it", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    const pid = pidOf(child);
    await child.stop();
    expect(child.status()).toMatchObject({ state: "stopped", pid: null, retryAtMs: null });
    expect(isGone(pid)).toBe(true);
    await child.ensureReady(never());
    expect(child.status()).toMatchObject({ state: "ready", restarts: 1 });
  });

  test("of a server that is needed while it stops follows at once", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    const pid = pidOf(child);
    const stopped = child.stop();
    const needed = child.ensureReady(never());
    await stopped;
    expect(isGone(pid)).toBe(true);
    await needed;
    expect(child.status()).toMatchObject({ state: "ready", restarts: 1 });
  });

  test("gives the child the environment of its command and our owner variable, nothing else", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    expect(await ask(child, "/environment", "GET")).toEqual({ GREETING: "hello", AVATAR_PROCESS: dataDir() });
  });

  test("goes on when a caller stops waiting for it", async () => {
    const { processes } = await supervise([{ flags: ["--loading"] }]);
    const [child] = processes;
    const controller = new AbortController();
    const waiting = child.ensureReady(controller.signal);
    await until(child, ({ progress }) => progress !== null);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(child.status().state).toBe("starting");
  });

  test("waits for its preparation; when that fails, the next caller repeats it", async () => {
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

  test("of a program that does not exist fails with its name", async () => {
    const command = () => ({ program: "/no/such/python", args: [], environment: {} });
    const { processes } = await supervise([{ command }]);
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("/no/such/python was not found"),
    });
    expect(processes[0].status()).toMatchObject({ reason: "not_startable", circuitOpen: true });
  });

  test("of a command that can't be built, or that the system refuses, fails with the reason", async () => {
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

  test("on a port that another AVATAR's model took meanwhile fails, although that one answers well", async () => {
    const port = await freePort();
    const elsewhere = join(dataDir(), "elsewhere");
    const waitingFor = (file: string): Wanted => ({ port, flags: [`--waits=${join(dataDir(), file)}`] });
    const [theirs] = (await supervise([waitingFor("theirs")], { dataDir: elsewhere })).processes;
    const [ours] = (await supervise([waitingFor("ours")])).processes;
    const isLaunched = ({ pid }: ProcessStatus) => pid !== null;
    void theirs.ensureReady(never());
    await until(theirs, isLaunched);
    const outcome = expect(ours.ensureReady(never())).rejects.toThrow("Another AVATAR on this machine");
    await until(ours, isLaunched);
    await writeFile(join(dataDir(), "theirs"), "");
    await outcome;
    expect(ours.status()).toMatchObject({ state: "failed", reason: "port_in_use", circuitOpen: true });
    await until(theirs, isReady);
  });

  test("without free file descriptors is tried again soon, and says why", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    const limit = await openFilesLimit();
    await limit.set(3);
    const ready = child.ensureReady(never());
    const failed = await until(child, ({ state }) => state === "failed");
    await limit.restore();
    expect(failed).toMatchObject({ reason: "not_startable", circuitOpen: false });
    expect(failed.detail).toContain("EMFILE");
    await ready;
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

  test("of a child that reports that it can't load its model fails with the child's words", async () => {
    const { processes } = await supervise([{ flags: ["--load-fails"] }]);
    void processes[0].ensureReady(never()).catch(() => undefined);
    const failed = await until(processes[0], ({ state }) => state === "failed");
    expect(failed).toMatchObject({ reason: "load_failed", detail: "no weights here" });
  });
});

describe("a process restarts by itself after", () => {
  test("a kill", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    process.kill(pidOf(child), "SIGKILL");
    const failed = await until(child, ({ state }) => state === "failed");
    expect(failed).toMatchObject({ reason: "exited", detail: "It ended with SIGKILL.", pid: null });
    await readyAgain(child);
  });

  test("a hang (SIGSTOP)", async () => {
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
    ["and ended by it", "/out-of-memory"],
    ["but still answering", "/out-of-memory?lives=1"],
  ])("running out of memory, %s, smaller now and in every later start", async (_, path) => {
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

  test("a caller's report of out of memory", async () => {
    const { processes } = await supervise([{}]);
    const [child] = processes;
    await child.ensureReady(never());
    child.ranOutOfMemory();
    expect(child.status()).toMatchObject({ state: "stopping", reason: "out_of_memory" });
    expect(await readyAgain(child)).toMatchObject({ smaller: true });
  });

  test("a crash, but a crash loop opens the circuit, with the reason and the last line", async () => {
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

  test("the pause of an open circuit", async () => {
    const marker = join(dataDir(), "mended");
    const circuit = { ...policy, restart: { ...policy.restart, maxFailures: 1, circuitMs: 20 } };
    const { processes } = await supervise([{ flags: () => (existsSync(marker) ? [] : ["--exits"]) }], {
      policy: circuit,
    });
    await expect(processes[0].ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
    await writeFile(marker, "");
    await until(processes[0], isReady);
  });
});

test("the log has the stderr tail of a process that was never ready; of one that was, only the name of its error", async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("error", { write: (line) => void lines.push(JSON.parse(line)) });
  const { processes } = await supervise([{ flags: ["--exits"] }, {}], { logger });
  const [broken, well] = processes;
  await expect(broken.ensureReady(never())).rejects.toMatchObject({ code: "model_unavailable" });
  expect(lines[0]).toMatchObject({ event: "model_process_failed", last_lines: ["RuntimeError: no such model"] });
  lines.length = 0;
  await well.ensureReady(never());
  await tell(well, "/crash");
  await readyAgain(well);
  expect(lines[0]).toMatchObject({ detail: "It ended with exit code 1: EngineDeadError" });
  expect(lines[0]).not.toHaveProperty("last_lines");
});

test("the log has each change of state, and no output of a process that was ready", async () => {
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
  // We may end the process before it exits by itself, and its progress may be logged more than once.
  const told = lines.filter(({ event, reason }) => event !== "model_process_stopping" || reason === null);
  const events = told.map(({ event }) => String(event).replace("model_process_", ""));
  expect(events.filter((event, index) => event !== events[index - 1])).toEqual([
    ...["starting", "loading", "ready", "failed"],
    ...["starting", "loading", "stopping", "stopped"],
  ]);
  expect(lines).toContainEqual(expect.objectContaining({ progress: 0.5, detail: "loading weights" }));
  expect(lines).toContainEqual(expect.objectContaining({ event: "model_process_failed", reason: "out_of_memory" }));
  expect(JSON.stringify(lines)).not.toContain("Tried to allocate");
});
