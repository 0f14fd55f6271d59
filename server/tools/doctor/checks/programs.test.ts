import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelRole } from "../../../../lib/models";
import type { DriverReading } from "../../../inference/driver-reading";
import type { Environment } from "../../../inference/environments/environment-folder";
import { type FakePrograms, fakePrograms } from "../testing/fake-program";
import { commandFinding, ffmpegFindings } from "./programs";
import { pythonFinding, type WorkerPython } from "./python";

const signal = new AbortController().signal;
let programs: FakePrograms;
beforeEach(() => {
  programs = fakePrograms();
});
afterEach(() => programs.remove());
const here = () => ({ signal, environment: programs.environment });

describe("ffmpeg and ffprobe", () => {
  it("are reported with their versions, or with what works without them", async () => {
    programs.add("ffmpeg", 'echo "ffmpeg version 7.1 Copyright (c) the FFmpeg developers"');
    programs.add("ffprobe", "exit 127");
    expect(await ffmpegFindings(here())).toEqual([
      { name: "ffmpeg", level: "ok", message: "7.1", advice: null },
      {
        name: "ffprobe",
        level: "warning",
        message: "does not run: only recordings in 16-bit PCM WAV can be used for cloned voices",
        advice: expect.stringContaining("apt-get install ffmpeg"),
      },
    ]);
    const nowhere = { signal, environment: { ...process.env, PATH: "/nowhere" } };
    for (const { level, message } of await ffmpegFindings(nowhere)) {
      expect({ level, message }).toEqual({ level: "warning", message: expect.stringContaining("not on PATH") });
    }
  });
});

describe("a configured program", () => {
  it("is looked for on PATH, as the system does", () => {
    programs.add("my-server", "exit 0");
    expect(commandFinding("llm", ["my-server", "--port={port}"], programs.environment)).toMatchObject({
      level: "ok",
      message: `${programs.folder}/my-server`,
    });
    expect(commandFinding("llm", ["/nowhere/my-server"], programs.environment)).toMatchObject({
      level: "failed",
      advice: "Correct AVATAR_LLM_COMMAND.",
    });
  });
});

describe("a worker's Python", () => {
  const noCard: DriverReading = { kind: "none", reason: "nvidia-smi was not found" };
  const driver = (version: string): DriverReading => ({ kind: "driver", version, computeCapability: 8.6 });
  const python = (
    role: ModelRole,
    configured: string | null,
    more: Partial<WorkerPython> = {},
    on: DriverReading = noCard,
  ) => pythonFinding({ role, configured, installed: null, revisions: [], ...more }, { ...here(), driver: on });
  const says = (facts: Record<string, string | null>) => {
    const all = { python: "3.12.1", version: "1.1.22", cuda: "13.0", noGpu: null, ...facts };
    programs.add("py", `echo "a warning of some library"; echo '${JSON.stringify(all)}'`);
  };
  const installed: Environment = {
    ...{ build: "f5-tts-cuda13", version: "1.1.22", python: "3.12.1", cuda: "13.0" },
    ...{ revision: "aaaaaaaaaaaa", folder: "/models/f5", pythonPath: "py" },
  };

  it("is run for real: the finding names the module that it can't import", async () => {
    expect(await python("stt", "python3 -c")).toMatchObject({
      level: "failed",
      message: "python3 -c can't be run",
      advice: expect.stringContaining("AVATAR_STT_PYTHON"),
    });
  });

  it.each([
    ["kill -SEGV $$", "ended by SIGSEGV"],
    ["kill -ILL $$", "ended by SIGILL"],
    ["yes", "ended as it printed over 1 MB"],
    ["echo ImportError: no libcublas >&2; exit 1", "ImportError: no libcublas"],
    ["exit 7", "it ended with code 7"],
    ["echo hello", "it does not answer as a Python does"],
  ])("whose import fails is named with the reason alone: %s", async (script, reason) => {
    programs.add("py", script);
    expect(await python("stt", "py")).toMatchObject({
      level: "failed",
      message: `py can't import faster_whisper: ${reason}`,
      advice: expect.stringContaining("npx avatar workers install whisper"),
    });
  });

  it("is reported with its version, whatever the import prints", async () => {
    says({ version: "1.2.1", cuda: null });
    expect(await python("stt", "py")).toMatchObject({ level: "ok", message: "faster-whisper 1.2.1 on Python 3.12.1" });
  });

  it("is missing until it is installed", async () => {
    expect(await python("tts", null)).toEqual({
      name: "Python of F5-TTS",
      level: "failed",
      message: "its environment is not installed",
      advice: "Run: npx avatar workers install f5-tts",
    });
  });

  it("is the installed environment's, which should be of this version's packages", async () => {
    says({});
    expect(await python("tts", null, { installed, revisions: [installed.revision] })).toMatchObject({
      level: "ok",
      message: "f5-tts 1.1.22 on Python 3.12.1, CUDA 13.0",
    });
    expect(await python("tts", null, { installed, revisions: ["bbbbbbbbbbbb"] })).toMatchObject({
      level: "warning",
      advice: "Run: npx avatar workers install f5-tts",
    });
  });

  it.each([
    ["13.0", "550.54.15", "CUDA 13.0 needs an NVIDIA driver from 580 on, and this one is 550.54.15"],
    ["13.2", "579.99", "from 580 on"],
    ["12.8", "470.256.02", "from 525 on"],
    ["12.8", "525.60.13", null],
    ["13.0", "580.159.04", null],
    ["14.0", "580.159.04", null],
  ])("built for CUDA %s is compared with driver %s", async (cuda, version, problem) => {
    says({ cuda, noGpu: problem === null ? null : "The NVIDIA driver on your system is too old" });
    const finding = await python("tts", null, { installed, revisions: [installed.revision] }, driver(version));
    expect(finding.level).toBe(problem === null ? "ok" : "failed");
    if (problem !== null) expect(finding.message).toContain(problem);
    if (problem !== null) expect(finding.advice).toContain("npx avatar workers install f5-tts");
  });

  it.each([
    ["No CUDA GPUs are available", "12.8", "AVATAR_TTS_GPU"],
    ["Torch not compiled with CUDA enabled", null, "Install a CUDA build of torch"],
  ])("warns of a PyTorch without a GPU: %s", async (noGpu, cuda, advice) => {
    says({ noGpu, cuda });
    expect(await python("tts", "py")).toEqual({
      name: "Python of F5-TTS",
      level: "warning",
      message: expect.stringContaining(`, but PyTorch finds no GPU: ${noGpu}`),
      advice: expect.stringContaining(advice),
    });
  });

  it("fails with the last line of the error and what to do", async () => {
    const broken = "RuntimeError: Detected that PyTorch and TorchAudio were compiled with different CUDA versions.";
    programs.add("py", `echo 'Traceback (most recent call last):' >&2; echo "${broken}" >&2; exit 1`);
    expect(await python("tts", null, { installed })).toMatchObject({
      level: "failed",
      message: `py can't import f5_tts.api: ${broken}`,
      advice: "Run: npx avatar workers install f5-tts",
    });
    expect(await python("tts", "py")).toMatchObject({ advice: expect.stringContaining("remove AVATAR_TTS_PYTHON") });
  });

  it("is killed when its check is aborted", async () => {
    programs.add("py", "exec sleep 600");
    const abort = new AbortController();
    const own = { role: "stt", configured: "py", installed: null, revisions: [] } as const;
    const options = { signal: abort.signal, environment: programs.environment, driver: noCard };
    const looking = pythonFinding(own, options);
    abort.abort();
    await expect(looking).rejects.toThrow("abort");
  });
});
