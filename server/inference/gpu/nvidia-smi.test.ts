import { existsSync, readFileSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { findCard, type GpuState } from "./contract";
import { createNvidiaSmi, pathWithNvidiaSmi } from "./nvidia-smi";
import { type StandInNvidiaSmi, standInNvidiaSmi } from "./testing/stand-in-nvidia-smi";

let standIn: StandInNvidiaSmi;
beforeEach(async () => {
  standIn = await standInNvidiaSmi();
});
afterEach(() => standIn.remove());

const read = (timeLimitMs?: number): Promise<GpuState> =>
  createNvidiaSmi({ path: standIn.path, ...(timeLimitMs === undefined ? {} : { timeLimitMs }) }).state();

/** As an H100 printed it (driver 580.159.04) while one program held 20 GiB. */
const uuid = "GPU-c2a9008c-dbbd-ae23-d01b-346a1f79ee08";
const card = `0, ${uuid}, NVIDIA H100 80GB HBM3, 81559, 21099, 59981, 6`;

test("one card", async () => {
  await standIn.prints(card);
  expect(await read()).toEqual({
    kind: "gpus",
    gpus: [
      {
        index: 0,
        uuid,
        name: "NVIDIA H100 80GB HBM3",
        totalMiB: 81_559,
        usedMiB: 21_099,
        freeMiB: 59_981,
        utilizationPercent: 6,
      },
    ],
  });
});

test("several cards, each found by its index and by the beginning of its UUID", async () => {
  await standIn.prints(`${card}\n1, GPU-17ab, NVIDIA RTX A4000, 16376, 0, 16100, 0\r\n\n`);
  const state = await read();
  const gpus = state.kind === "gpus" ? state.gpus : [];
  expect(gpus.map(({ usedMiB }) => usedMiB)).toEqual([21_099, 0]);
  expect(findCard(gpus, "1")?.uuid).toBe("GPU-17ab");
  expect(findCard(gpus, "GPU-17AB")?.index).toBe(1);
  expect(findCard(gpus, "GPU-c2")?.index).toBe(0);
  expect(findCard(gpus, "2")).toBeUndefined();
  expect(findCard(gpus, "GPU-99")).toBeUndefined();
});

test.each(["[N/A]", "N/A", "[Not Supported]", "[Insufficient Permissions]", "[Unknown Error]", "ERR!"])(
  "%s is unknown, not 0",
  async (missing) => {
    await standIn.prints(`0, GPU-8f2c, NVIDIA GB10, ${missing}, ${missing}, ${missing}, ${missing}`);
    expect(await read()).toMatchObject({
      kind: "gpus",
      gpus: [{ totalMiB: null, usedMiB: null, freeMiB: null, utilizationPercent: null }],
    });
  },
);

test.each([
  ["no card", "echo 'No devices were found'; exit 6", "No devices were found"],
  ["no card, exit code 0", "echo 'No devices were found'", "No devices were found"],
])("%s: none", async (_, script, reason) => {
  await standIn.does(script);
  expect(await read()).toEqual({ kind: "none", reason });
});

test("not installed: none", async () => {
  const reader = createNvidiaSmi({ path: join(standIn.folder, "empty"), places: [] });
  expect(await reader.state()).toEqual({ kind: "none", reason: "nvidia-smi was not found" });
  expect(await reader.processes()).toBeNull();
});

const mismatch = "Failed to initialize NVML: Driver/library version mismatch";
const noRights = "Failed to initialize NVML: Insufficient Permissions";
const blocked = "Failed to initialize NVML: GPU access blocked by the operating system";
const noLibrary =
  "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system. Please make sure that the NVIDIA Display Driver is properly installed and present in your system.";
const noDriver = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
test.each([
  ["exit 18, the message on stdout", `echo '${mismatch}'; exit 18`, mismatch],
  ["a user without rights to the device", `echo '${noRights}'; exit 4`, noRights],
  ["a device that is not the driver's", `echo '${blocked}'; exit 17`, blocked],
  ["no library", `cat <<'END'\n${noLibrary}\nPlease also try adding\nEND\nexit 12`, noLibrary],
  ["no driver", `cat <<'END'\n\n${noDriver} Make sure\nEND\nexit 9`, noDriver],
  ["the message on stderr", "echo 'dlopen failed' >&2; exit 12", "dlopen failed"],
  ["silent failure", "exit 255", "ended with code 255"],
  ["crash", "kill -SEGV $$", "SIGSEGV"],
  ["nothing printed", "exit 0", "printed nothing"],
  ["too few columns", "echo '0, GPU-8f2c, 24576, 9812'", "4 columns instead of 7"],
  ["too many columns", `echo '${card}, 5'`, "8 columns instead of 7"],
  ["a broken line alone", "echo '1, GPU-17ab, NVIDIA'", "3 columns"],
  ["units in spite of nounits", "echo '0, GPU-1, X, 24576 MiB, 1 MiB, 2 MiB, 3 %'", "24576 MiB"],
  ["words of another language", "echo '0, GPU-1, X, viel, wenig, nichts, 3'", "viel"],
  ["a negative number", "echo '0, GPU-1, X, 24576, -1, 2, 3'", "-1"],
  ["a card without a number", "echo '[N/A], GPU-1, X, 24576, 1, 2, 3'", "no number"],
  ["a card without a UUID", "echo '0, [N/A], X, 24576, 1, 2, 3'", "no UUID"],
  ["binary junk", "head -c 3000 /dev/urandom", "nvidia-smi printed"],
  ["output without end", "yes 0, GPU-1, X, 24576, 1, 2, 3", "without end"],
])("%s: unknown", async (_, script, reason) => {
  await standIn.does(script);
  const state = await read();
  expect(state.kind).toBe("unknown");
  expect("reason" in state && state.reason).toContain(reason);
});

const handle = "Unable to determine the device handle for GPU0000:0B:00.0";
const lost = `${handle}: GPU is lost.  Reboot the system to recover this GPU`;
const second = "1, GPU-17ab, NVIDIA RTX A4000";
test.each([
  [
    "its numbers are errors",
    `echo '${second}, [Unknown Error], [Unknown Error], ERR!, ERR!'`,
    "1",
    "the driver answers Unknown Error",
  ],
  ["its numbers are ERR!", `echo '${second}, ERR!, ERR!, ERR!, ERR!'`, "1", "the driver answers ERR!"],
  ["it needs a reset", `echo '${second}, [GPU requires reset], 0, 0, 0'`, "1", "the driver answers GPU requires reset"],
  [
    "it has no UUID",
    "echo '1, [Unknown Error], X, 1, 1, 1, 1'",
    "1",
    "nvidia-smi printed no UUID where one must be: [Unknown Error]",
  ],
  ["its line is cut", "echo '1, GPU-17ab, NVIDIA'", "1", "nvidia-smi printed 3 columns instead of 7"],
  [
    "a sentence stands in its place",
    `echo '${lost}'`,
    "0000:0B:00.0",
    "GPU is lost. Reboot the system to recover this GPU",
  ],
  ["the sentence comes with an exit code", `echo '${handle}: Unknown Error'; exit 15`, "0000:0B:00.0", "Unknown Error"],
])("a card that can't be read hides no other: %s", async (_, script, name, problem) => {
  await standIn.does(`echo '${card}'; ${script}`);
  const state = await read();
  if (state.kind !== "gpus") throw new Error(`The good card is hidden: ${state.reason}`);
  expect(state.gpus[0]).toMatchObject({ index: 0, uuid, usedMiB: 21_099 });
  expect(state.gpus[0]?.problem).toBeUndefined();
  const broken = state.gpus.slice(1).map((each) => ({ name: String(each.index), problem: each.problem }));
  expect([...broken, ...(state.lost ?? [])]).toEqual([{ name, problem }]);
});

test("when a lost card keeps nvidia-smi from reporting any, each card is queried alone", async () => {
  const alone = `0) echo '${card}';; 1) echo '${lost}'; exit 15;; 2) echo 'No devices were found'; exit 6;; *) echo '${lost}'; exit 15;;`;
  await standIn.does(`case "$4" in ${alone} esac`);
  const problem = "GPU is lost. Reboot the system to recover this GPU";
  expect(await read()).toMatchObject({ kind: "gpus", gpus: [{ index: 0 }], lost: [{ name: "0000:0B:00.0", problem }] });
});

test("nvidia-smi is found on PATH first, then in the usual places", async () => {
  await standIn.prints(card);
  const reader = createNvidiaSmi({ path: "/nowhere", places: ["/nor-here", standIn.folder, "/usr/bin", "/bin"] });
  expect((await reader.state()).kind).toBe("gpus");
  const folders = pathWithNvidiaSmi("/first").split(":");
  expect(folders[0]).toBe("/first");
  expect(folders).toContain("/usr/lib/wsl/lib");
});

test("its message is logged as one short line", async () => {
  await standIn.does("printf '\\033[31mred\\tvery %0500d\\n' 7; exit 1");
  const state = await read();
  const reason = "reason" in state ? state.reason : "";
  expect(reason).toMatch(/^[^\p{Cc}]{20,200}$/u);
});

test("a file that may not be run: unknown", async () => {
  await writeFile(join(standIn.folder, "nvidia-smi"), "no program");
  await chmod(join(standIn.folder, "nvidia-smi"), 0o644);
  const reader = createNvidiaSmi({ path: standIn.folder, places: [] });
  expect(await reader.state()).toEqual({ kind: "unknown", reason: expect.stringContaining("EACCES") });
});

test("an nvidia-smi that hangs is killed with all its children, and the next poll works", async () => {
  await standIn.does("echo $$ > pids; sleep 1000 & echo $! >> pids; wait");
  const reader = createNvidiaSmi({ path: standIn.path, timeLimitMs: 1_000 });
  expect(await reader.state()).toEqual({ kind: "unknown", reason: "nvidia-smi did not answer within 1000 ms" });
  const pids = (await readFile(join(standIn.folder, "pids"), "utf8")).trim().split("\n");
  expect(pids).toHaveLength(2);
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  await standIn.prints(card);
  await expect.poll(async () => (await reader.state()).kind).toBe("gpus");
});

/** One that has ended may stay in /proc as a zombie until its parent asks. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("nvidia-smi gets the environment that it needs, and none of our secrets", async () => {
  vi.stubEnv("AUTH_SECRET", "s".repeat(32));
  onTestFinished(() => void vi.unstubAllEnvs());
  await standIn.does(`env > environment; echo '${card}'`);
  await read();
  const given = await readFile(join(standIn.folder, "environment"), "utf8");
  expect(given).toContain("LC_ALL=C");
  expect(given).not.toContain("AUTH_SECRET");
});

test("two queries at the same time run one after another", async () => {
  await standIn.does(`mkdir busy || exit 1; sleep 0.1; rmdir busy; echo '${card}'`);
  const reader = createNvidiaSmi({ path: standIn.path });
  const states = await Promise.all([reader.state(), reader.state(), reader.state()]);
  expect(states.map(({ kind }) => kind)).toEqual(["gpus", "gpus", "gpus"]);
});

test("programs that use the cards; their memory may be unknown", async () => {
  const reader = createNvidiaSmi({ path: standIn.path });
  await standIn.prints(card, `${uuid}, 761, 21090\n${uuid}, 762, [N/A]\n`);
  expect(await reader.processes()).toEqual([
    { gpuUuid: uuid, pid: 761, usedMiB: 21_090 },
    { gpuUuid: uuid, pid: 762, usedMiB: null },
  ]);
  await standIn.prints(card);
  expect(await reader.processes()).toEqual([]);
  await standIn.prints(card, "[Not Supported]");
  expect(await reader.processes()).toBeNull();
  await standIn.does("exit 18");
  expect(await reader.processes()).toBeNull();
});

test("a reader that is closed in the middle of a query leaves no process behind", async () => {
  await standIn.does("sleep 1000 & echo $! > pids; echo $$ >> pids; mv pids started; wait");
  const reader = createNvidiaSmi({ path: standIn.path });
  const state = reader.state();
  const next = reader.state();
  await expect.poll(() => existsSync(join(standIn.folder, "started"))).toBe(true);
  const pids = (await readFile(join(standIn.folder, "started"), "utf8")).trim().split("\n");
  reader.close();
  expect(await state).toMatchObject({ kind: "unknown" });
  expect(await next).toMatchObject({ kind: "unknown", reason: "nvidia-smi is no longer asked" });
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
});
