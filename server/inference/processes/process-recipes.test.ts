import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ModelRole, modelRoles } from "../../../lib/models";
import { loadConfig } from "../../config/config";
import { silentLogger } from "../../platform/observability/logger";
import { publishEnvironment } from "../environments/environment-folder";
import { createModelStore } from "../models/store";
import { createOwnServers } from "./own-servers";
import { type ProcessSettings, processCommand } from "./process-recipes";

const projectRoot = join(import.meta.dirname, "../../..");

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "avatar-recipes-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

const configOf = (environment: Record<string, string>) =>
  loadConfig(
    { AVATAR_DATA_DIR: dataDir, AVATAR_MODELS_DIR: dataDir, AVATAR_CONFIG: "/dev/null", ...environment },
    projectRoot,
  );

function commandOf(role: ModelRole, environment: Record<string, string> = {}, over: Partial<ProcessSettings> = {}) {
  const config = configOf({ [`AVATAR_${role.toUpperCase()}_ENGINE`]: "process", ...environment });
  const process = config.serving[role];
  if (process.kind !== "process") throw new Error(`${role} has no process.`);
  const model = { path: "/models/qwen/abc", id: "qwen2.5-7b-instruct-awq", licence: null } as const;
  const defaultVoice = () => ({ recording: "/voices/voice.wav", words: "Good morning." });
  const {
    program,
    args,
    environment: given,
  } = processCommand({
    role,
    config,
    process,
    model,
    defaultVoice,
    port: 9001,
    smaller: false,
    projectRoot,
    environment: { PATH: "/bin" },
    ...over,
  });
  return { words: [program, ...args], environment: given };
}

describe("vLLM", () => {
  test("gets the documented options, for this card, context and number of people", () => {
    const { words, environment } = commandOf("llm", { AVATAR_LLM_PYTHON: "/venv/bin/python", AVATAR_LLM_GPU: "1" });
    expect(words.join(" ")).toBe(
      "/venv/bin/python -m vllm.entrypoints.cli.main serve /models/qwen/abc --served-model-name qwen2.5-7b-instruct-awq" +
        " --host 127.0.0.1 --port 9001 --gpu-memory-utilization 0.45 --max-model-len 8192 --max-num-seqs 8" +
        " --scheduling-policy priority --no-enable-log-requests --disable-uvicorn-access-log",
    );
    expect(environment).toEqual({
      PATH: "/bin",
      HF_HUB_OFFLINE: "1",
      TRANSFORMERS_OFFLINE: "1",
      HF_HUB_DISABLE_TELEMETRY: "1",
      VLLM_NO_USAGE_STATS: "1",
      DO_NOT_TRACK: "1",
      CUDA_DEVICE_ORDER: "PCI_BUS_ID",
      CUDA_VISIBLE_DEVICES: "1",
    });
  });

  test("gets half as many sequences and no CUDA graphs after it ran out of memory", () => {
    const words = commandOf("llm", { AVATAR_LLM_PYTHON: "py" }, { smaller: true }).words.join(" ");
    expect(words).toMatch(/--max-num-seqs 4 .*--enforce-eager$/);
  });

  test("switches off the thinking of Qwen3", () => {
    const model = { path: "Qwen/Qwen3-8B-AWQ", id: null, licence: null };
    const { words } = commandOf("llm", { AVATAR_LLM_PYTHON: "py" }, { model });
    expect(words).toContain("Qwen3-8B-AWQ");
    expect(words.slice(-2)).toEqual(["--default-chat-template-kwargs", '{"enable_thinking": false}']);
  });
});

describe("the F5-TTS worker", () => {
  test("gets its voice, and --low-vram after it ran out of memory", () => {
    const { words } = commandOf("tts", { AVATAR_TTS_PYTHON: "py" }, { smaller: true });
    expect(words.slice(words.indexOf("--default-ref-audio"))).toEqual([
      ...["--default-ref-audio", "/voices/voice.wav", "--default-ref-text", "Good morning."],
      "--low-vram",
    ]);
    const defaultVoice = () => {
      throw new Error("voice.wav is not there.");
    };
    expect(() => commandOf("tts", { AVATAR_TTS_PYTHON: "py" }, { defaultVoice })).toThrow("voice.wav is not there");
  });

  test("sees only its card, Whisper none", () => {
    const own = { AVATAR_TTS_GPU: "GPU-12ab", AVATAR_TTS_COMMAND: "python3 tts.py" };
    expect(commandOf("tts", own).environment.CUDA_VISIBLE_DEVICES).toBe("GPU-12ab");
    expect(commandOf("stt", { AVATAR_STT_PYTHON: "py" }).environment.CUDA_VISIBLE_DEVICES).toBe("");
    // PyTorch finds no card when the UUID is not spelt as the driver spells it.
    expect(commandOf("tts", { ...own, AVATAR_TTS_GPU: "GPU-12AB" }).environment.CUDA_VISIBLE_DEVICES).toBe("GPU-12ab");
  });
});

describe("the Python", () => {
  const home = () => join(dataDir, "environments", "whisper");
  const install = (revision: string) =>
    publishEnvironment(join(home(), revision), { build: "whisper", version: "1.2.1", python: "3.11.7", cuda: null });

  test("is that of the newest installed environment, unless another one is named", async () => {
    expect(() => commandOf("stt")).toThrow("Run: npx avatar workers install whisper");
    expect(() => commandOf("tts")).toThrow("Run: npx avatar workers install f5-tts");
    expect(() => commandOf("llm")).toThrow("Run: npx avatar workers install vllm");
    // An installation in progress is not used.
    await mkdir(join(home(), "aaaaaaaaaaaa", "bin"), { recursive: true });
    expect(() => commandOf("stt")).toThrow("not installed");
    await install("bbbbbbbbbbbb");
    expect(commandOf("stt").words[0]).toBe(join(home(), "bbbbbbbbbbbb", "bin", "python"));
    await utimes(join(home(), "bbbbbbbbbbbb", "avatar.json"), 1, 1);
    await install("cccccccccccc");
    expect(commandOf("stt").words[0]).toBe(join(home(), "cccccccccccc", "bin", "python"));
    expect(commandOf("stt", { AVATAR_STT_PYTHON: "/own/python" }).words[0]).toBe("/own/python");
    expect(commandOf("stt", { AVATAR_STT_COMMAND: "serve it" }).words).toEqual(["serve", "it"]);
  });
});

test("a custom command is run as it is, with port and model filled in", () => {
  const own = { AVATAR_LLM_COMMAND: '["my server", "--at={port}", "{model}", "{other}"]' };
  expect(commandOf("llm", own).words).toEqual(["my server", "--at=9001", "/models/qwen/abc", "{other}"]);
});

test("the folder of a model may have any name, but must exist", async () => {
  const own = { AVATAR_STT_COMMAND: "serve {model}" };
  const path = join(dataDir, "$&-{port}");
  const model = { path, id: null, licence: null };
  expect(() => commandOf("stt", own, { model })).toThrow(`AVATAR_STT_MODEL: ${path} is not there`);
  await mkdir(path);
  expect(commandOf("stt", own, { model }).words).toEqual(["serve", path]);
  const ofHub = { path: "Systran/faster-whisper-tiny", id: null, licence: null };
  expect(commandOf("stt", own, { model: ofHub }).words).toEqual(["serve", ofHub.path]);
});

const hasPython = (() => {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.version_info >= (3, 9))"]).includes("True");
  } catch {
    return false;
  }
})();

test.skipIf(!hasPython)(
  "our workers accept the arguments of their recipes, and report a missing model in their own words",
  async () => {
    const environment = Object.fromEntries(
      modelRoles.flatMap((role) => [
        [`AVATAR_${role.toUpperCase()}_ENGINE`, role === "llm" ? "embedded" : "process"],
        [`AVATAR_${role.toUpperCase()}_MODEL`, join(dataDir, "no-model")],
        [`AVATAR_${role.toUpperCase()}_PORT`, "0"],
        ...(role === "llm" ? [] : [[`AVATAR_${role.toUpperCase()}_PYTHON`, "python3"]]),
      ]),
    );
    await writeFile(join(dataDir, "voice.txt"), "Good morning.");
    await writeFile(join(dataDir, "voice.wav"), "RIFF");
    await mkdir(join(dataDir, "no-model"));
    const config = configOf({ ...environment, AVATAR_TTS_VOICE: join(dataDir, "voice.wav") });
    const store = createModelStore({ directory: dataDir, logger: silentLogger });
    const processes = await createOwnServers(config, { store, projectRoot, logger: silentLogger });
    try {
      for (const role of ["stt", "tts"] as const) {
        const process = processes.hosted[role]?.process;
        const failed = new Promise((resolve) => {
          process?.onStatus((status) => status.state === "failed" && resolve(status));
        });
        process?.ensureReady(new AbortController().signal).catch(() => undefined);
        expect(await failed).toMatchObject({ reason: "load_failed", detail: expect.stringMatching(/^\w+Error: /) });
      }
    } finally {
      await processes.close();
      await store.close();
    }
  },
);
