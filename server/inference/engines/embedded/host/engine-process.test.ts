import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../../../../../lib/errors";
import { defaultRestartPolicy } from "../../../../platform/child-process/restart-delay";
import { createLogger, silentLogger } from "../../../../platform/observability/logger";
import { deferred } from "../../../../platform/timing/deferred";
import type { EchoMethods } from "../testing/echo-methods";
import { type Crash, EngineProcess } from "./engine-process";
import { processEntry } from "./process-entry";

const entry = { path: join(import.meta.dirname, "../testing/echo.process.ts"), execArgv: ["--import", "tsx"] };
const never = () => new AbortController().signal;
const hosts: EngineProcess<EchoMethods>[] = [];

/** A running host, and promises for each start and each end of its process. */
async function startHost(maxFailures = 5, logger = silentLogger) {
  const ups = [deferred<void>()];
  const crashes: Crash[] = [];
  const leftAlone = deferred<Crash>();
  const host = new EngineProcess<EchoMethods>({
    name: "echo",
    entry,
    failureCode: "llm_failed",
    logger,
    niceness: 5,
    restart: { ...defaultRestartPolicy, firstDelayMs: 1, maxFailures, circuitMs: 10 },
    onUp: () => ups.at(-1)?.resolve(),
    onCrash: (crash) => {
      crashes.push(crash);
      if (crash.circuitOpen) leftAlone.resolve(crash);
      ups.push(deferred());
    },
  });
  hosts.push(host);
  host.start();
  await ups[0]?.promise;
  return { host, crashes, leftAlone, up: () => ups.at(-1)?.promise };
}

/** False once the process has ended; a zombie counts as ended. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

describe("EngineProcess", () => {
  test("a call streams its items and ends", async () => {
    const { host } = await startHost();
    const seen: number[] = [];
    for await (const item of host.stream("count", { to: 3 }, never())) seen.push(item);
    expect(seen).toEqual([1, 2, 3]);
  });

  test("aborting throws the reason and cancels the call in the child", async () => {
    const { host } = await startHost();
    const controller = new AbortController();
    const stream = host.stream("forever", null, controller.signal);
    expect((await stream.next()).value).toBe("begun");
    const reason = new Error("spoke again");
    controller.abort(reason);
    await expect(stream.next()).rejects.toBe(reason);
    await vi.waitFor(async () => expect(await host.call("cancelled", null, never())).toBe(1));
  });

  test("leaving the loop early cancels the call in the child", async () => {
    const { host } = await startHost();
    for await (const _ of host.stream("forever", null, never())) break;
    await vi.waitFor(async () => expect(await host.call("cancelled", null, never())).toBe(1));
  });

  test("an error keeps a known code; any other error gets the engine's code, and its message is hidden", async () => {
    const { host } = await startHost();
    await expect(host.call("fail", { code: "context_overflow" }, never())).rejects.toMatchObject({
      code: "context_overflow",
    });
    const error = await host.call("fail", { code: null }, never()).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "llm_failed" });
    expect((error as Error).message).not.toContain("secret");
  });

  test("a killed process fails the calls in flight with model_crashed and comes back", async () => {
    const { host, crashes, up } = await startHost();
    const stream = host.stream("forever", null, never());
    await stream.next();
    const before = host.pid;
    process.kill(before ?? 0, "SIGKILL");
    await expect(stream.next()).rejects.toMatchObject({ code: "model_crashed" });
    expect(crashes).toMatchObject([{ how: "SIGKILL", crashes: 1, circuitOpen: false }]);
    await up();
    expect(host.pid).not.toBe(before);
    expect(await host.call("count", { to: 2 }, never())).toBe(2);
  });

  test("a call that hangs beyond its deadline ends its process, and a new one answers", async () => {
    const { host, crashes, up } = await startHost();
    const before = host.pid;
    const controller = new AbortController();
    const stream = host.stream("hang", null, controller.signal);
    await stream.next();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    controller.abort(new AppError("model_timeout"));
    await expect(stream.next()).rejects.toMatchObject({ code: "model_timeout" });
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(crashes).toHaveLength(1));
    await up();
    expect(host.pid).not.toBe(before);
    expect(await host.call("count", { to: 2 }, never())).toBe(2);
  });

  test.each([
    ["stops after its deadline", "model_timeout"],
    ["is interrupted by a person", "internal"],
  ] as const)("a call that %s leaves its process alone", async (_, code) => {
    const { host, crashes } = await startHost();
    const before = host.pid;
    const controller = new AbortController();
    const stream = host.stream("forever", null, controller.signal);
    await stream.next();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    controller.abort(new AppError(code));
    await expect(stream.next()).rejects.toMatchObject({ code });
    await vi.waitFor(async () => expect(await host.call("cancelled", null, never())).toBe(1));
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(await host.call("count", { to: 2 }, never())).toBe(2);
    expect(host.pid).toBe(before);
    expect(crashes).toEqual([]);
  });

  test("after too many crashes in a row it is left alone for a while, then it is tried again and works", async () => {
    const { host, crashes, leftAlone, up } = await startHost(2);
    for (let crash = 0; crash < 3; crash++) {
      await host.call("die", { how: "exit" }, never()).catch(() => {});
      await up();
    }
    expect(await leftAlone.promise).toMatchObject({ how: "exit code 7", crashes: 2 });
    expect(crashes.map(({ circuitOpen }) => circuitOpen)).toEqual([false, true, true]);
    expect(crashes[1]?.delayMs).toBeGreaterThanOrEqual(10);
    expect(crashes[2]?.delayMs).toBeGreaterThanOrEqual(20);
    expect(await host.call("count", { to: 2 }, never())).toBe(2);
  });

  test("a start that the system refuses is a crash like any other", async () => {
    const { host, leftAlone, up } = await startHost(2);
    // A larger environment than the system allows: Node throws here, and reports other refusals by an event.
    process.env.TOO_MUCH = "x".repeat(200_000);
    try {
      process.kill(host.pid ?? 0, "SIGKILL");
      expect((await leftAlone.promise).how).toContain("could not be started: spawn E2BIG");
    } finally {
      delete process.env.TOO_MUCH;
    }
    await up();
    expect(await host.call("count", { to: 2 }, never())).toBe(2);
  });

  test.each([
    ["load", { last_words: "TypeError: no such model", last_lines: ["loading", "TypeError: no such model"] }],
    ["talk", { last_words: "TypeError", last_lines: [] }],
  ] as const)(
    "the log has its stderr tail, and once it has been called only its error's name: %s",
    async (first, told) => {
      const lines: Record<string, unknown>[] = [];
      const logged = deferred<void>();
      const logger = createLogger("error", {
        write(line) {
          lines.push(JSON.parse(line));
          logged.resolve();
        },
      });
      const { host } = await startHost(5, logger);
      if (first === "talk") await host.call("count", { to: 1 }, never());
      await host
        .call("load", { model: "qwen2.5-coder-1.5b-instruct", directory: "", options: {} }, never())
        .catch(() => {});
      await logged.promise;
      expect(lines).toMatchObject([{ event: "model_process_crashed", how: "exit code 3", ...told }]);
    },
  );

  test("closing ends the process and the calls in flight", async () => {
    const { host } = await startHost();
    const pid = host.pid ?? 0;
    const stream = host.stream("forever", null, never());
    await stream.next();
    const pending = expect(stream.next()).rejects.toMatchObject({ code: "model_unavailable" });
    await host.close();
    await pending;
    expect(isAlive(pid)).toBe(false);
    await expect(host.call("count", { to: 1 }, never())).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("the child has a lower priority than its parent and gets no secrets", async () => {
    process.env.AVATAR_ADMIN_PASSWORD = "not for models";
    try {
      const { host } = await startHost();
      expect(getPriority(host.pid ?? 0)).toBeGreaterThan(getPriority());
      expect(await host.call("environment", { name: "AVATAR_ADMIN_PASSWORD" }, never())).toBeNull();
      expect(await host.call("environment", { name: "PATH" }, never())).toBe(process.env.PATH);
    } finally {
      delete process.env.AVATAR_ADMIN_PASSWORD;
    }
  });

  test("Ctrl-C in the terminal does not reach the models", async () => {
    const { host } = await startHost();
    process.kill(host.pid ?? 0, "SIGINT");
    expect(await host.call("count", { to: 1 }, never())).toBe(1);
  });

  test.runIf(existsSync("/proc"))("when the parent is killed, no model process stays behind", async () => {
    const parent = fork(join(import.meta.dirname, "../testing/host-parent.ts"), [], {
      execArgv: ["--import", "tsx"],
      cwd: import.meta.dirname,
    });
    const [pid] = (await once(parent, "message")) as [number];
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 20_000 });
  });
});

test("the program of a model process is found beside the source and in a bundle", () => {
  expect(processEntry("stt").path).toMatch(/embedded\/stt\.process\.ts$/);
  expect(existsSync(processEntry("llm").path)).toBe(true);
  expect(existsSync(processEntry("tts").path)).toBe(true);
  expect(() => processEntry("stt", "/nowhere/dist/main.js")).toThrow(/Build it again/);
});
