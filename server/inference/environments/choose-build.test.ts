import { describe, expect, test } from "vitest";
import { programOf } from "../../platform/program";
import { fillIn } from "../../platform/words/sentence";
import { chooseBuild, type Machine } from "./choose-build";
import { readLock } from "./lock-file";
import type { PythonInterpreter } from "./python-interpreters";
import { type WorkerName, workerBuilds } from "./worker-builds";

const { projectRoot } = programOf(import.meta.url);
const python = (version: string, more: Partial<PythonInterpreter> = {}): PythonInterpreter => ({
  path: `/usr/bin/python${version}`,
  version,
  hasVenv: true,
  glibcMinor: 36,
  machine: "x86_64",
  ...more,
});
const driver = (version: string, computeCapability: number | null = 8.6): Machine["driver"] => ({
  kind: "driver",
  version,
  computeCapability,
});
const noCard: Machine["driver"] = { kind: "none", reason: "nvidia-smi was not found" };

/** With the lock files as they are. */
function choose(worker: WorkerName, machine: Partial<Machine>) {
  const builds = workerBuilds[worker].map((build) => ({ ...build, outline: readLock(projectRoot, build.lock) }));
  return chooseBuild(worker, builds, { driver: noCard, pythons: [python("3.11")], hasUv: false, ...machine });
}
function outcome(worker: WorkerName, machine: Partial<Machine>): string {
  const choice = choose(worker, machine);
  return choice.kind === "chosen" ? `${choice.build.lock} ${choice.python.version}` : fillIn(choice.reason);
}

/** The sentences of a choice: the caution, or why none fits and what to do. */
function saidOf(choice: ReturnType<typeof choose>): string[] {
  const said = choice.kind === "refused" ? [choice.reason, choice.advice] : [choice.caution];
  return said.flatMap((each) => (each ? [fillIn(each)] : []));
}

describe("the newest build that the driver runs", () => {
  test.each([
    ["595.10", "f5-tts-cuda13 3.11", "vllm-cuda13 3.11"],
    ["580.159.04", "f5-tts-cuda13 3.11", "vllm-cuda13 3.11"],
    ["580.00", "f5-tts-cuda13 3.11", "vllm-cuda13 3.11"],
    ["579.99", "f5-tts-cuda12 3.11", "vllm-cuda12 3.11"],
    ["575.51.03", "f5-tts-cuda12 3.11", "vllm-cuda12 3.11"],
    ["560.35.03", "f5-tts-cuda12 3.11", "vllm-cuda12 3.11"],
    ["555.42.06", "f5-tts-cuda12 3.11", "vllm-cuda12 3.11"],
    ["550.54.15", "f5-tts-cuda12 3.11", "vllm-cuda12 3.11"],
    ["525.60.13", "f5-tts-cuda12 3.11", "vllm-cuda12 3.11"],
  ])("%s", (version, f5, vllm) => {
    expect(outcome("f5-tts", { driver: driver(version) })).toBe(f5);
    expect(outcome("vllm", { driver: driver(version) })).toBe(vllm);
    expect(outcome("whisper", { driver: driver(version) })).toBe("whisper 3.11");
  });

  test.each(["520.61.05", "470.256.02", "390.157", "no number"])("%s: none, and which driver is needed", (version) => {
    const said = saidOf(choose("vllm", { driver: driver(version) }));
    expect(said).toEqual([
      `CUDA 12.8 needs an NVIDIA driver from 525 on, and this one is ${version}`,
      expect.stringContaining("Install driver 525 or newer"),
    ]);
  });

  test("says which newer one a newer driver would bring", () => {
    const [caution] = saidOf(choose("f5-tts", { driver: driver("550.54.15") }));
    expect(caution).toContain("CUDA 13.0 needs an NVIDIA driver from 580 on");
  });
});

test.each([
  ["Pascal", 6.1, "compute capability 7.0 or newer, and this one has 6.1"],
  ["Volta", 7.0, "f5-tts-cuda12 3.11"],
  ["Turing", 7.5, "f5-tts-cuda13 3.11"],
  ["Blackwell", 12.0, "f5-tts-cuda13 3.11"],
  ["an unknown card", null, "f5-tts-cuda13 3.11"],
])("the builds for CUDA 13 have no code for old cards: %s", (_, computeCapability, expected) => {
  expect(outcome("f5-tts", { driver: driver("580.82.07", computeCapability) })).toContain(expected);
});

test("without a card Whisper runs well, F5-TTS slowly, vLLM not at all", () => {
  expect(choose("whisper", {})).toMatchObject({ kind: "chosen", isSlow: false, caution: null });
  expect(choose("f5-tts", {})).toMatchObject({ kind: "chosen", isSlow: true, build: { lock: "f5-tts-cuda13" } });
  expect(outcome("vllm", {})).toContain("needs an NVIDIA card");
});

test("a driver that can't be read is no missing card", () => {
  const broken: Machine["driver"] = { kind: "unknown", reason: "Driver/library version mismatch" };
  for (const worker of ["f5-tts", "vllm"] as const) {
    expect(outcome(worker, { driver: broken })).toBe(
      "the NVIDIA driver can't be read (Driver/library version mismatch)",
    );
  }
  expect(outcome("whisper", { driver: broken })).toBe("whisper 3.11");
});

describe("the Python", () => {
  const gpu = driver("580.82.07");
  test.each<[string, Partial<Machine>, string]>([
    ["the first that fits", { pythons: [python("3.9"), python("3.13"), python("3.12")] }, "vllm-cuda13 3.13"],
    ["an older build where only it fits", { pythons: [python("3.10")] }, "vllm-cuda12 3.10"],
    ["none", { pythons: [] }, "it needs Python 3.10 to 3.13 on PATH, and there is none"],
    ["too old", { pythons: [python("3.9")] }, "it needs Python 3.10 to 3.13, and here is 3.9"],
    ["without venv", { pythons: [python("3.12", { hasVenv: false })] }, "Python 3.12 is there without its module venv"],
    ["without venv, but uv", { pythons: [python("3.12", { hasVenv: false })], hasUv: true }, "vllm-cuda13 3.12"],
    ["one with venv before one without", { pythons: [python("3.12", { hasVenv: false }), python("3.11")] }, "3.11"],
    ["another processor", { pythons: [python("3.12", { machine: "aarch64" })] }, "this machine is aarch64"],
    ["an old glibc", { pythons: [python("3.12", { glibcMinor: 27 })] }, "and this system has glibc 2.27"],
    ["another C library", { pythons: [python("3.12", { glibcMinor: null })] }, "and this system has another C library"],
  ])("%s", (_, machine, expected) => {
    expect(outcome("vllm", { driver: gpu, ...machine })).toContain(expected);
  });

  test("what Debian calls the missing package", () => {
    const [, advice] = saidOf(choose("whisper", { pythons: [python("3.12", { hasVenv: false })] }));
    expect(advice).toContain("apt-get install python3.12-venv");
  });
});
