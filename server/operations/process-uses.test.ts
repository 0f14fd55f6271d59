import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { readProcessTree } from "../platform/child-process/process-use";
import { createProcessUses, residentMiB } from "./process-uses";

const code =
  "process.stdout.write('up'); setInterval(() => { const end = Date.now() + 40; while (Date.now() < end); }, 50)";

async function startBusy(): Promise<number> {
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  return child.pid ?? 0;
}

test("each process counts once: for its name, for the server, or for what the server started", async () => {
  const [model, task] = [await startBusy(), await startBusy()];
  const read = createProcessUses(() => performance.now());
  const pids = { web: [process.pid], pages: [], stt: [model], llm: [], tts: [] };
  const { uses, nameOf } = await read(pids);
  expect(uses.map(({ name, cores }) => [name, cores])).toEqual([
    ["web", null],
    ["stt", null],
    ["other", null],
  ]);
  expect([nameOf.get(process.pid), nameOf.get(model), nameOf.get(task)]).toEqual(["web", "stt", "other"]);
  for (const { resident_mib: mib } of uses) expect(mib).toBeGreaterThan(10);
  expect(Object.keys(await residentMiB(pids)).sort()).toEqual(["other", "stt", "web"]);
  // Busy for most of the time: some core is used as soon as the system has counted it.
  await expect
    .poll(async () => (await read(pids)).uses.find(({ name }) => name === "stt")?.cores ?? 0, { interval: 300 })
    .toBeGreaterThan(0);
});

test("the whole life of a process that ended is not counted as used just now", async () => {
  const burnedS = 1;
  const burning = `const burned = () => { const { user, system } = process.cpuUsage(); return user + system; };
    while (burned() < ${burnedS}e6); process.stdout.write('done'); setInterval(() => undefined, 1000)`;
  const child = spawn(process.execPath, ["-e", burning], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const looksAtMs = [0, burnedS * 1_000];
  const read = createProcessUses(() => looksAtMs.shift() ?? 0);
  const pids = { web: [process.pid], pages: [], stt: [], llm: [], tts: [] };
  await read({ ...pids, llm: [child.pid ?? 0] });
  child.kill("SIGKILL");
  await once(child, "exit");
  const { uses } = await read(pids);
  expect(uses.map(({ name }) => name)).toEqual(["web"]);
  // The system adds what it used to its parent at once: that would be a core more for all of the time.
  expect(uses[0]?.cores).toBeLessThan(1);
});

test("a process that is counted elsewhere than before brings only what it used since", async () => {
  const [model, task] = [await startBusy(), await startBusy()];
  await expect.poll(async () => (await readProcessTree(model))[0]?.cpuS, { timeout: 20_000 }).toBeGreaterThan(1);
  const looksAtMs = [0, 1_000];
  const read = createProcessUses(() => looksAtMs.shift() ?? 0);
  const pids = { web: [process.pid], pages: [], stt: [], tts: [] };
  expect((await read({ ...pids, llm: [model] })).nameOf.get(task)).toBe("other");
  // Asked to end, and ending still: it is no model's any more.
  const { uses, nameOf } = await read({ ...pids, llm: [] });
  expect(nameOf.get(model)).toBe("other");
  expect(uses.find(({ name }) => name === "other")?.cores).toBeLessThan(1);
});

test("a process that has ended is left out", async () => {
  const read = createProcessUses(() => 0);
  const pids = { web: [process.pid], pages: [], stt: [2 ** 22 + 1], llm: [], tts: [] };
  expect((await read(pids)).uses.map(({ name }) => name)).not.toContain("stt");
  expect(await residentMiB(pids)).not.toHaveProperty("stt");
});
