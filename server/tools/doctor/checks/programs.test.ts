import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakePrograms, fakePrograms } from "../testing/fake-program";
import { commandFinding, ffmpegFinding } from "./programs";
import { pythonFinding } from "./python";

const signal = new AbortController().signal;
let programs: FakePrograms;
beforeEach(() => {
  programs = fakePrograms();
});
afterEach(() => programs.remove());
const here = () => ({ signal, environment: programs.environment });

describe("ffmpeg", () => {
  it("is reported with its version, or as missing or broken", async () => {
    programs.add("ffmpeg", 'echo "ffmpeg version 7.1 Copyright (c) the FFmpeg developers"');
    expect(await ffmpegFinding(here())).toMatchObject({ level: "ok", message: "7.1" });
    programs.add("ffmpeg", "exit 127");
    expect(await ffmpegFinding(here())).toMatchObject({ level: "failed" });
    expect(await ffmpegFinding({ signal, environment: { ...process.env, PATH: "/nowhere" } })).toMatchObject({
      level: "failed",
      message: expect.stringContaining("not on PATH"),
    });
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
  const python = (role: "stt" | "llm" | "tts", name: string) => pythonFinding(role, name, here());

  it("is run for real: the finding names the module that it can't import", async () => {
    expect(await python("stt", "python3 -c")).toMatchObject({
      level: "failed",
      advice: expect.stringContaining("AVATAR_STT_PYTHON"),
    });
  });

  it("is reported with its version, whatever the import prints", async () => {
    programs.add("py", `echo "a warning of some library"; echo '{"python":"3.12.1","version":"1.2.1","noGpu":null}'`);
    expect(await python("stt", "py")).toMatchObject({ level: "ok", message: "faster-whisper 1.2.1 on Python 3.12.1" });
  });

  it.each([
    ["No CUDA GPUs are available", "AVATAR_TTS_GPU"],
    ["Torch not compiled with CUDA enabled", "Install a CUDA build of torch"],
  ])("warns of a PyTorch without a GPU: %s", async (noGpu, advice) => {
    programs.add("py", `echo '${JSON.stringify({ python: "3.12.1", version: "1.1.20", noGpu })}'`);
    expect(await python("tts", "py")).toEqual({
      name: "Python of F5-TTS",
      level: "warning",
      message: `f5-tts 1.1.20 on Python 3.12.1, but PyTorch finds no GPU: ${noGpu}`,
      advice: expect.stringContaining(advice),
    });
  });

  it("fails with the last line of the error and what to install", async () => {
    programs.add(
      "py",
      `echo 'Traceback (most recent call last):' >&2; echo "ModuleNotFoundError: No module named 'vllm'" >&2; exit 1`,
    );
    expect(await python("llm", "py")).toMatchObject({
      level: "failed",
      message: "py can't import vllm: ModuleNotFoundError: No module named 'vllm'",
      advice: "Run: py -m pip install vllm",
    });
  });

  it("is killed when its check is aborted", async () => {
    programs.add("py", "exec sleep 600");
    const abort = new AbortController();
    const looking = pythonFinding("stt", "py", { signal: abort.signal, environment: programs.environment });
    abort.abort();
    await expect(looking).rejects.toThrow("abort");
  });
});
