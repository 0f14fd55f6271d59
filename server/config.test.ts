import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "./config";
import { environmentVariables } from "./config/environment";

const projectRoot = join(import.meta.dirname, "..");

test("an empty environment gives the documented defaults", () => {
  const config = loadConfig({}, "/srv/avatar");
  expect(config).toMatchObject({
    port: 8000,
    host: "0.0.0.0",
    dataDir: "/srv/avatar",
    databasePath: "/srv/avatar/app.db",
    maxSessions: 5,
    https: true,
    remote: { stt: null, llm: null, tts: null },
  });
});

test("relative folders are the project's, wherever a command is run", () => {
  const config = loadConfig({ AVATAR_DATA_DIR: "data", AVATAR_MODELS_DIR: "models" }, "/srv/avatar");
  expect(config).toMatchObject({ dataDir: "/srv/avatar/data", modelsDir: "/srv/avatar/models" });
});

test("empty values count as unset, trailing slashes go", () => {
  const config = loadConfig({ PORT: "", AVATAR_LLM_URL: "http://127.0.0.1:8001/v1/" }, "/srv/avatar");
  expect(config.port).toBe(8000);
  expect(config.remote.llm).toEqual({ url: "http://127.0.0.1:8001/v1", model: null, apiKey: null });
  expect(loadConfig({ PORT: " ", AVATAR_STT_PORT: "\t" }, "/srv/avatar").port).toBe(8000);
});

test.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["AVATAR_LLM_URL", "file:///etc/passwd"],
  ["AVATAR_LLM_URL", "not a URL"],
  ["AVATAR_LLM_URL", "http://127.0.0.1:8001/v1?key=1"],
  ["AUTH_SECRET", "short"],
  ["AVATAR_ADMIN_USERNAME", "the boss"],
  ["AVATAR_ADMIN_PASSWORD", "p".repeat(257)],
  ["AVATAR_EMBEDDED_LLM", "kokoro-82m"],
  ["AVATAR_HTTPS", "maybe"],
  ["AVATAR_LOG_LEVEL", "loud"],
  ["AVATAR_STT_COMMAND", '["python3", 5]'],
  ["AVATAR_STT_COMMAND", 'run "unclosed'],
  ["AVATAR_LLM_GPU", "0; reboot"],
  ["AVATAR_VRAM_RESERVE_MIB", "512"],
  ["AVATAR_TTS_FAST_STEPS", "13"],
  ["AVATAR_CONFIG", "/nowhere/avatar.env"],
  ["AVATAR_ALLOWED_HOSTS", "avatar.example, https://voice.example"],
  ["AVATAR_ALLOWED_HOSTS", "avatar.example:8443"],
  ["AVATAR_ALLOWED_HOSTS", "*.example"],
])("%s=%s is refused by name", (name, value) => {
  expect(() => loadConfig({ [name]: value }, "/srv/avatar")).toThrow(name);
});

test("a password in a URL is refused, and not repeated: fetch takes none, and its message would tell it", () => {
  const load = () => loadConfig({ AVATAR_LLM_URL: "http://me:hunter22@127.0.0.1:8001/v1" }, "/srv/avatar");
  expect(load).toThrow("AVATAR_LLM_URL");
  expect(load).not.toThrow("hunter22");
});

test.each([
  [{ PORT: "8001", AVATAR_LLM_ENGINE: "process" }, "AVATAR_LLM_PORT: 8001 is PORT, too"],
  [
    { AVATAR_STT_ENGINE: "process", AVATAR_TTS_ENGINE: "process", AVATAR_TTS_PORT: "8002" },
    "AVATAR_TTS_PORT: 8002 is AVATAR_STT_PORT, too",
  ],
])("two servers on one port are refused: %o", (environment, message) => {
  expect(() => loadConfig(environment, "/srv/avatar")).toThrow(message);
});

test("a port that nobody uses, or a free one for each, is no trouble", () => {
  expect(loadConfig({ PORT: "8001" }, "/srv/avatar").port).toBe(8001);
  const free = { PORT: "0", AVATAR_STT_PORT: "0", AVATAR_LLM_PORT: "0" };
  expect(() =>
    loadConfig({ ...free, AVATAR_STT_ENGINE: "process", AVATAR_LLM_ENGINE: "process" }, "/srv"),
  ).not.toThrow();
});

test.each([
  ["STT", "qwen2.5-7b-instruct-awq"],
  ["STT", "whisper-base"],
  ["TTS", "kokoro-82m"],
])("AVATAR_%s_MODEL=%s, which that process can't serve, is refused", (role, model) => {
  const environment = { [`AVATAR_${role}_ENGINE`]: "process", [`AVATAR_${role}_MODEL`]: model };
  expect(() => loadConfig(environment, "/srv/avatar")).toThrow(`AVATAR_${role}_MODEL: ${model}`);
});

test("a command of one's own may serve any model of its kind", () => {
  const environment = { AVATAR_LLM_ENGINE: "process", AVATAR_LLM_COMMAND: "llama-server -m {model}/model.gguf" };
  const load = (model: string) => loadConfig({ ...environment, AVATAR_LLM_MODEL: model }, "/srv/avatar");
  expect(load("qwen2.5-1.5b-instruct").processes.llm?.model).toBe("qwen2.5-1.5b-instruct");
  expect(() => load("f5-tts-v1-base")).toThrow("AVATAR_LLM_MODEL");
});

test("a model is embedded, served elsewhere, or a process of ours; never two of them", () => {
  expect(loadConfig({ AVATAR_LLM_ENGINE: "process", AVATAR_LLM_MODEL: "qwen" }, "/srv/avatar")).toMatchObject({
    remote: { llm: null },
    processes: { stt: null, llm: { command: null, port: 8001, model: "qwen", startTimeoutMs: 900_000 } },
  });
  const both = { AVATAR_LLM_ENGINE: "process", AVATAR_LLM_URL: "http://127.0.0.1:8001/v1" };
  expect(() => loadConfig(both, "/srv/avatar")).toThrow("AVATAR_LLM_URL");
});

test.each([
  ['["run", "two words", "{port}"]', ["run", "two words", "{port}"]],
  [`run "two words" --x='a b' {port}`, ["run", "two words", "--x=a b", "{port}"]],
])("a command is words or JSON, never a shell's: %s", (command, words) => {
  const config = loadConfig({ AVATAR_STT_ENGINE: "process", AVATAR_STT_COMMAND: command }, "/srv/avatar");
  expect(config.processes.stt?.command).toEqual(words);
});

/** The configuration that a settings file of these lines gives. */
function withFile(text: string, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "avatar-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "avatar.env"), text);
  return loadConfig(environment, folder);
}

test("the settings file gives what the environment does not; a name it can't know is refused", () => {
  const text = "\ufeff# ours\r\nexport PORT=8123 # the web\r\n\r\nAVATAR_MAX_SESSIONS = 3\r\nHOST=\r\n";
  expect(withFile(text, { PORT: "9000" })).toMatchObject({ port: 9000, maxSessions: 3, host: "0.0.0.0" });
  expect(withFile(text, { PORT: " " }).port).toBe(8123);
  expect(() => withFile("AVATAR_MAX_SESSION=3\n")).toThrow("AVATAR_MAX_SESSION,");
  expect(() => withFile("AVATAR_CONFIG=other.env\n")).toThrow("AVATAR_CONFIG,");
});

test.each([
  ["no equals sign", "PORT 8123"],
  ["a name with a blank in it", "AVATAR_ADMIN_PASSWORD hunter22=x"],
  ["a quote that is never closed", 'HOST="localhost'],
  ["something after the closing quote", 'AVATAR_STT_COMMAND="/opt/my server" --port {port}'],
  ["a # that would cut the value", "AVATAR_ADMIN_PASSWORD=hunter22#1"],
  ["a name for the second time", "HOST=::1"],
])("a line of the settings file that would not count is refused by its number, without its text: %s", (_, line) => {
  const load = () => withFile(`HOST=127.0.0.1\n${line}\nAVATAR_LOG_LEVEL=warn\n`);
  expect(load).toThrow("avatar.env, line 2");
  expect(load).not.toThrow("hunter22");
});

test.each([
  ["AVATAR_ADMIN_PASSWORD='hunter22#1' # changed", { adminPassword: "hunter22#1" }],
  [
    `AVATAR_STT_ENGINE=process\nAVATAR_STT_COMMAND='"/opt/my server" --port {port}'`,
    { processes: { stt: { command: ["/opt/my server", "--port", "{port}"] } } },
  ],
  [
    'AVATAR_STT_ENGINE=process\nAVATAR_STT_COMMAND=run "two words" {port}',
    { processes: { stt: { command: ["run", "two words", "{port}"] } } },
  ],
])("a quoted value of the settings file is taken whole: %s", (text, config) => {
  expect(withFile(text)).toMatchObject(config);
});

test("docs/configuration.md has one row for each variable", () => {
  const page = readFileSync(join(projectRoot, "docs/configuration.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(rows.toSorted()).toEqual(environmentVariables.toSorted());
});
