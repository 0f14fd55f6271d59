import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelStatus } from "../../../../../lib/models";
import { defaultRestartPolicy } from "../../../../platform/child-process/restart-delay";
import { silentLogger } from "../../../../platform/observability/logger";
import { healthOf } from "../../../../web/health";
import type { ModelStore } from "../../../models/contract";
import type { EchoLoadOptions, EchoMethods } from "../testing/echo-methods";
import type { EmbeddedModel } from "./embedded-model";
import { ModelSet } from "./model-set";

const entry = { path: join(import.meta.dirname, "../testing/echo.process.ts"), execArgv: ["--import", "tsx"] };
const model: EmbeddedModel = { id: "dittli-en", name: "Echo", languages: [], trial: false, required: true };
const store: ModelStore = {
  installed: async (id) => ({ id, directory: "/models", licence: "MIT" }),
  ensure: async (id) => ({ id, directory: "/models", licence: "MIT" }),
};
const never = () => new AbortController().signal;

let folder: string;
let set: ModelSet<EchoLoadOptions, EchoMethods>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-model-set-"));
});
afterEach(async () => {
  await set.close();
  rmSync(folder, { recursive: true });
});

/** A model whose process crashes this often while it loads; two crashes do not yet lead to a long pause. */
function openSet(crashes: number) {
  const crashesFile = join(folder, "crashes");
  writeFileSync(crashesFile, `${crashes}`);
  set = new ModelSet<EchoLoadOptions, EchoMethods>({
    ...{ store, cpuThreads: 1, logger: silentLogger, niceness: 5 },
    ...{ role: "tts", entry, failureCode: "tts_failed" },
    restart: { ...defaultRestartPolicy, firstDelayMs: 1, maxFailures: 3, circuitMs: 20, jitter: 0 },
    expected: [model],
    choose: async () => [model],
    loadOptions: () => ({ crashesFile }),
  });
  const seen: string[] = [];
  const health: string[] = [];
  const stored = { state: "ok", free_mib: null, models_free_mib: null } as const;
  set.board.onStatus(({ state, detail_code }: ModelStatus) => {
    seen.push(detail_code ? `${state}: ${detail_code}` : state);
    health.push(healthOf(set.board.all(), { level: "full", reason: null }, stored).status);
  });
  return { crashesFile, seen, health };
}

test("a model that crashes again and again is tried again, less and less often, and works once it can", async () => {
  const { seen, health } = openSet(5);
  await set.start();
  const failed = "failed: crashed_repeatedly";
  const again = "loading: restarting";
  expect(seen).toEqual(["loading", again, failed, again, failed, again, failed, again, "ready"]);
  expect(seen.map((state, index) => [state === failed, health[index] === "down"])).toEqual(
    seen.map((state) => [state === failed, state === failed]),
  );
  expect(set.board.find(model.id)).toMatchObject({ state: "ready", detail: null, licence: "MIT" });
  await set.ready(model.id, never());
  expect(await set.process.call("count", { to: 2 }, never())).toBe(2);
});

test("a model that was ready and then crashes again and again shows that, and comes back", async () => {
  const { crashesFile } = openSet(0);
  await set.start();
  writeFileSync(crashesFile, "3");
  const told = new Promise<ModelStatus>((resolve) => {
    set.board.onStatus((status) => {
      if (status.state === "failed") resolve(status);
    });
  });
  process.kill(set.process.pid ?? 0, "SIGKILL");
  const { detail, detail_code } = await told;
  expect(detail_code).toBe("crashed_repeatedly");
  expect(detail).toMatch(/crashed 3 times in a row \(last: exit code 9\)\. It is started again in \d+ s\./);
  await vi.waitFor(() => expect(set.board.find(model.id)?.state).toBe("ready"), { timeout: 60_000 });
  expect(await set.process.call("count", { to: 2 }, never())).toBe(2);
});

test("a process that is killed before it could say that it is up is followed by one that loads the models", async () => {
  const { seen } = openSet(0);
  const started = set.start();
  await vi.waitFor(() => expect(set.process.pid).toBeTypeOf("number"), { interval: 1 });
  process.kill(set.process.pid ?? 0, "SIGKILL");
  await started;
  expect(seen).toContain("loading: restarting");
  expect(await set.process.call("count", { to: 2 }, never())).toBe(2);
});

test("an unloaded model gives its memory back, waits, and is loaded again by whoever needs it", async () => {
  const { seen } = openSet(0);
  await set.start();
  const pid = set.control.pid() ?? 0;
  const answer = set.process.call("count", { to: 1_000_000 }, never());
  const [failed] = await Promise.allSettled([answer, set.control.unload()]);
  expect(failed).toMatchObject({ status: "rejected", reason: { code: "model_unavailable" } });
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(set.control.pid()).toBeNull();
  expect(set.board.find(model.id)).toMatchObject({ state: "waiting", detail_code: "unloaded" });
  await set.ready(model.id, never());
  expect(await set.process.call("count", { to: 2 }, never())).toBe(2);
  await set.control.unload();
  set.control.load();
  await vi.waitFor(() => expect(set.board.find(model.id)?.state).toBe("ready"), { timeout: 60_000 });
  expect(seen).toEqual([
    "loading",
    "ready",
    "waiting: unloaded",
    "loading",
    "ready",
    "waiting: unloaded",
    "loading",
    "ready",
  ]);
  expect(set.control.restarts()).toBe(2);
});

test("whoever needs a model that is being unloaded or restarted waits for its next process", async () => {
  openSet(0);
  await set.start();
  for (const isRestart of [false, true]) {
    const pid = set.control.pid();
    const unloaded = set.control.unload();
    const needed = set.ready(model.id, never());
    await unloaded;
    if (isRestart) set.control.load();
    await needed;
    expect(await set.process.call("count", { to: 2 }, never())).toBe(2);
    expect(set.control.pid()).not.toBe(pid);
  }
  expect(set.control.restarts()).toBe(2);
});

test("the last of some orders that come while the process ends holds", async () => {
  openSet(0);
  await set.start();
  const first = set.control.unload();
  set.control.load();
  const second = set.control.unload();
  await Promise.all([first, second, set.control.unload()]);
  expect([set.control.pid(), set.board.find(model.id)?.state]).toEqual([null, "waiting"]);
  await set.ready(model.id, never());
  expect(await set.process.call("count", { to: 2 }, never())).toBe(2);
});
