import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test, vi } from "vitest";
import {
  ask,
  childPath,
  dataDir,
  isGone,
  never,
  pidOf,
  supervise,
  superviseEachTest,
  until,
} from "../../inference/processes/testing/supervise";
import { freePort } from "./port";
import { readBootId, readProc } from "./proc";

superviseEachTest();

const parentPath = fileURLToPath(new URL("../../inference/processes/testing/host-parent.ts", import.meta.url));
const tsxLoader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** A separate AVATAR process on this data folder, and the processes that it started. */
async function startParent(port: number): Promise<{ parent: ChildProcess; pids: number[] }> {
  const parent = fork(parentPath, [dataDir(), `${port}`], { execArgv: ["--import", tsxLoader] });
  const [pid] = (await once(parent, "message")) as [number];
  const response = await fetch(`http://127.0.0.1:${port}/grandchild`);
  return { parent, pids: [pid, (await response.json()) as number] };
}

async function writeRecord(record: unknown): Promise<void> {
  await mkdir(join(dataDir(), "processes"), { recursive: true });
  await writeFile(join(dataDir(), "processes", "old.json"), JSON.stringify(record));
}

describe("no process is left over:", () => {
  test("one that ignores SIGTERM, as its own child does, is killed", async () => {
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

  test("a process outside the group that holds the streams of a killed one", async () => {
    const { processes } = await supervise([{ flags: ["--stray"] }]);
    const [child] = processes;
    await child.ensureReady(never());
    const stray = (await ask(child, "/stray", "GET")) as number;
    process.kill(pidOf(child), "SIGKILL");
    await vi.waitUntil(() => isGone(stray), { timeout: 30_000 });
  });

  test("one that left the group, when AVATAR ends", async () => {
    const { supervisor, processes } = await supervise([{ flags: ["--silent-stray"] }]);
    const [child] = processes;
    await child.ensureReady(never());
    const stray = (await ask(child, "/stray", "GET")) as number;
    expect(isGone(stray)).toBe(false);
    await supervisor.close();
    expect(isGone(stray)).toBe(true);
  });

  test("one that is stopped while it starts", async () => {
    const { supervisor, processes } = await supervise([{ flags: ["--loading"] }]);
    const waiting = processes[0].ensureReady(never());
    const { pid } = await until(processes[0], (status) => status.pid !== null);
    await Promise.all([supervisor.close(), expect(waiting).rejects.toMatchObject({ code: "model_unavailable" })]);
    expect(isGone(pid ?? 0)).toBe(true);
  });

  test("those of an AVATAR that exits without closing them", async () => {
    const { parent, pids } = await startParent(await freePort());
    parent.send("exit");
    await once(parent, "exit");
    await Promise.all(pids.map((pid) => vi.waitUntil(() => isGone(pid), { timeout: 30_000 })));
  });

  test("those of a killed AVATAR: the next one ends them before it starts its own on the same port", async () => {
    const port = await freePort();
    const { parent, pids } = await startParent(port);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    expect(pids.map(isGone)).toEqual([false, false]);

    const { processes } = await supervise([{ port }]);
    expect(pids.map(isGone)).toEqual([true, true]);
    await processes[0].ensureReady(never());
  });

  test("a recorded pid that now belongs to another program is left alone", async () => {
    const bystander = fork(childPath, ["--port", "0"], { execArgv: [], detached: true });
    await once(bystander, "spawn");
    const { supervisor } = await supervise([]);
    await supervisor.close();
    const { pid = 0 } = bystander;
    await writeRecord({ pid, bootId: readBootId(), startTicks: "1" });
    await writeFile(join(dataDir(), "processes", "damaged.json"), "{");
    await supervise([]);
    // This record is from before the last boot.
    await writeRecord({ pid, bootId: "another", startTicks: readProc(pid)?.startTicks });
    await supervise([]);
    expect(isGone(pid)).toBe(false);
    expect(await readdir(join(dataDir(), "processes"))).toEqual([]);
    bystander.kill("SIGKILL");
  });
});
