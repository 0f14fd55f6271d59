import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
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

test("a process that has ended is left out", async () => {
  const read = createProcessUses(() => 0);
  const pids = { web: [process.pid], pages: [], stt: [2 ** 22 + 1], llm: [], tts: [] };
  expect((await read(pids)).uses.map(({ name }) => name)).not.toContain("stt");
  expect(await residentMiB(pids)).not.toHaveProperty("stt");
});
