import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fillIn } from "../platform/words/sentence";
import { loadConfig } from "./config";
import { environmentVariables } from "./variables";

const projectRoot = join(import.meta.dirname, "../..");

test("an empty environment gives the documented defaults", () => {
  const config = loadConfig({}, "/srv/avatar");
  expect(config).toMatchObject({
    port: 8000,
    host: "0.0.0.0",
    dataDir: "/srv/avatar",
    databasePath: "/srv/avatar/app.db",
    maxSessions: 5,
    https: true,
    serving: { stt: { kind: "embedded" }, llm: { kind: "embedded" }, tts: { kind: "embedded" } },
  });
});

test("relative folders are relative to the project's root, wherever a command runs", () => {
  const config = loadConfig({ AVATAR_DATA_DIR: "data", AVATAR_MODELS_DIR: "models" }, "/srv/avatar");
  expect(config).toMatchObject({ dataDir: "/srv/avatar/data", modelsDir: "/srv/avatar/models" });
});

test("~/ is the home folder, although no shell expands it", () => {
  const folders = { AVATAR_MODELS_DIR: "~/models", AVATAR_MODELS_SOURCE: "~/share" };
  const voice = { AVATAR_TTS_ENGINE: "process", AVATAR_TTS_PYTHON: "~/f5/bin/python", AVATAR_TTS_VOICE: "~/me.wav" };
  expect(loadConfig({ ...folders, ...voice }, "/srv/avatar")).toMatchObject({
    modelsDir: join(homedir(), "models"),
    modelsSource: join(homedir(), "share"),
    ttsVoice: join(homedir(), "me.wav"),
    serving: { tts: { python: join(homedir(), "f5/bin/python") } },
  });
});

test("empty values count as unset, and blanks around a value are ignored", () => {
  const config = loadConfig({ PORT: "", HOST: " ::1\r", AVATAR_STT_PORT: "\t" }, "/srv/avatar");
  expect(config).toMatchObject({ port: 8000, host: "::1" });
});

test("a password is taken verbatim", () => {
  expect(loadConfig({ AVATAR_ADMIN_PASSWORD: " hunter22 " }, "/srv/avatar").adminPassword).toBe(" hunter22 ");
});

test.each([
  ["http://gpu-box:8001/v1/", "http://gpu-box:8001/v1"],
  ["http://gpu-box:8001", "http://gpu-box:8001/v1"],
  ["HTTP://gpu-box:8001/", "http://gpu-box:8001/v1"],
  ["http://gpu-box:8001/v1/chat/completions", "http://gpu-box:8001/v1"],
  ["http://gpu-box:8001/chat/completions", "http://gpu-box:8001/v1"],
  ["https://gpu-box/v1/models", "https://gpu-box/v1"],
  ["https://gpu-box/llm/v1", "https://gpu-box/llm/v1"],
  ["https://gpu-box/openai/", "https://gpu-box/openai"],
  ["https://gpu-box/v1/openai/audio/speech", "https://gpu-box/v1/openai"],
  ["https://gpu-box/audio/transcriptions/v1", "https://gpu-box/audio/transcriptions/v1"],
])("AVATAR_LLM_URL=%s means the base URL %s", (written, url) => {
  expect(loadConfig({ AVATAR_LLM_URL: written }, "/srv/avatar").serving.llm).toEqual({
    kind: "remote",
    url,
    model: null,
    apiKey: null,
  });
});

test("AVATAR_LLM_LANGUAGES says what the model of a server serves", () => {
  const load = (text: string) =>
    loadConfig({ AVATAR_LLM_URL: "http://gpu-box/v1", AVATAR_LLM_LANGUAGES: text }, "/srv");
  expect(load("en").serving.llm).toMatchObject({ kind: "remote", languages: ["en"] });
  expect(load("zh-TW, en").serving.llm).toMatchObject({ languages: ["zh-TW", "en"] });
  for (const text of ["fr", "en;zh-TW", ","]) expect(() => load(text)).toThrow("AVATAR_LLM_LANGUAGES");
  expect(() => loadConfig({ AVATAR_LLM_LANGUAGES: "en" }, "/srv")).toThrow("has an effect only with AVATAR_LLM_URL");
});

test.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["PORT", "-1"],
  ["PORT", "0x1f90"],
  ["PORT", "80.5"],
  ["HOST", "http://0.0.0.0"],
  ["HOST", "localhost:8000"],
  ["HOST", "[::1]"],
  ["AVATAR_MAX_SESSIONS", "NaN"],
  ["AVATAR_MAX_SESSIONS", "1e3"],
  ["AVATAR_MAX_SESSIONS", "9".repeat(400)],
  ["AVATAR_IDLE_MINUTES", "Infinity"],
  ["AVATAR_IDLE_MINUTES", "0"],
  ["AVATAR_LLM_URL", "file:///etc/passwd"],
  ["AVATAR_LLM_URL", "not a URL"],
  ["AVATAR_LLM_URL", "gpu-box:8001/v1"],
  ["AVATAR_LLM_URL", "http://127.0.0.1:8001/v1?key=1"],
  ["AUTH_SECRET", "short"],
  ["AVATAR_ADMIN_USERNAME", "the boss"],
  ["AVATAR_ADMIN_PASSWORD", "p".repeat(257)],
  ["AVATAR_ADMIN_PASSWORD", "hunter22\r"],
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
  ["AVATAR_ALLOWED_HOSTS", "[::1]"],
  ["AVATAR_TRUSTED_PROXIES", "proxy.example"],
  ["AVATAR_TRUSTED_PROXIES", "10.0.0.0/40"],
])("%s=%s is refused, and the error names the variable", (name, value) => {
  expect(() => loadConfig({ [name]: value }, "/srv/avatar")).toThrow(`${name}: `);
});

test.each([
  ["AVATAR_MAX_SESSIONS", "many", "must be a whole number from 1 to 1000"],
  ["AVATAR_IDLE_MINUTES", "-5", "must be a number from 0.01 to 1440"],
  ["AVATAR_LLM_URL", "gpu-box", "must be a URL such as http://gpu-box:8000/v1"],
])("the error for %s=%s says in one line what is expected", (name, value, message) => {
  const load = () => loadConfig({ [name]: value }, "/srv/avatar");
  expect(load).toThrow(`The configuration is not valid:\n  ${name}: ${message}\nSee docs/configuration.md.`);
});

test("a certificate without its key is refused, and a key without its certificate", () => {
  const load = (environment: Record<string, string>) => () => loadConfig(environment, "/srv/avatar");
  expect(load({ AVATAR_TLS_CERT: "tls.crt" })).toThrow("AVATAR_TLS_KEY: is needed too");
  expect(load({ AVATAR_TLS_KEY: "tls.key" })).toThrow("AVATAR_TLS_CERT: is needed too");
  const both = load({ AVATAR_TLS_CERT: "tls.crt", AVATAR_TLS_KEY: "/etc/tls.key" })();
  expect(both).toMatchObject({ tlsCert: "/srv/avatar/tls.crt", tlsKey: "/etc/tls.key" });
});

test("an API key that is invalid in an HTTP header is refused, and the error does not repeat it", () => {
  const load = () => loadConfig({ AVATAR_LLM_URL: "http://gpu-box/v1", AVATAR_LLM_API_KEY: "sk-geheim–1" }, "/srv");
  expect(load).toThrow("AVATAR_LLM_API_KEY: ");
  expect(load).not.toThrow("geheim");
});

test("a password in a URL is refused (fetch takes none), and the error does not repeat it", () => {
  const load = () => loadConfig({ AVATAR_LLM_URL: "http://me:hunter22@127.0.0.1:8001/v1" }, "/srv/avatar");
  expect(load).toThrow("AVATAR_LLM_URL");
  expect(load).not.toThrow("hunter22");
});

test.each([
  [{ PORT: "8001", AVATAR_LLM_ENGINE: "process" }, "AVATAR_LLM_PORT: port 8001 is already used by PORT"],
  [
    { AVATAR_STT_ENGINE: "process", AVATAR_TTS_ENGINE: "process", AVATAR_TTS_PORT: "8002" },
    "AVATAR_TTS_PORT: port 8002 is already used by AVATAR_STT_PORT",
  ],
  [{ AVATAR_LLM_URL: "http://localhost:8000" }, "AVATAR_LLM_URL: localhost:8000 is this server itself (PORT)"],
  [
    { AVATAR_LLM_URL: "http://[::1]:8002/v1", AVATAR_STT_ENGINE: "process" },
    "AVATAR_LLM_URL: [::1]:8002 is AVATAR_STT_PORT",
  ],
])("two servers on one port are refused: %o", (environment, message) => {
  expect(() => loadConfig(environment, "/srv/avatar")).toThrow(message);
});

test("the same port on another address is allowed", () => {
  const url = { AVATAR_LLM_URL: "http://127.0.0.1:8000" };
  expect(() => loadConfig({ ...url, HOST: "192.168.1.5" }, "/srv")).not.toThrow();
  expect(() => loadConfig({ AVATAR_LLM_URL: "http://gpu-box:8000" }, "/srv")).not.toThrow();
});

test("an unused setting's port, or port 0 for each server, is allowed", () => {
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

test("a custom command may serve any model of its role", () => {
  const environment = { AVATAR_LLM_ENGINE: "process", AVATAR_LLM_COMMAND: "llama-server -m {model}/model.gguf" };
  const load = (model: string) => loadConfig({ ...environment, AVATAR_LLM_MODEL: model }, "/srv/avatar");
  expect(load("qwen2.5-1.5b-instruct").serving.llm).toMatchObject({ model: "qwen2.5-1.5b-instruct" });
  expect(() => load("f5-tts-v1-base")).toThrow("AVATAR_LLM_MODEL");
});

test("a model is embedded, on a remote server or in a process of ours; never two of them", () => {
  expect(loadConfig({ AVATAR_LLM_ENGINE: "process", AVATAR_LLM_MODEL: "qwen" }, "/srv/avatar")).toMatchObject({
    serving: {
      stt: { kind: "embedded" },
      llm: { kind: "process", command: null, port: 8001, model: "qwen", startTimeoutMs: 900_000 },
    },
  });
  const both = { AVATAR_LLM_ENGINE: "process", AVATAR_LLM_URL: "http://127.0.0.1:8001/v1" };
  expect(() => loadConfig(both, "/srv/avatar")).toThrow("AVATAR_LLM_URL");
  expect(() => loadConfig({ ...both, AVATAR_LLM_ENGINE: "embedded" }, "/srv/avatar")).toThrow("AVATAR_LLM_URL");
});

const url = "http://gpu-box/v1";
test.each([
  [{ AVATAR_STT_COMMAND: "run" }, "AVATAR_STT_COMMAND: has an effect only with AVATAR_STT_ENGINE=process"],
  [{ AVATAR_LLM_GPU_MEMORY: "0.5" }, "AVATAR_LLM_GPU_MEMORY: has an effect only with AVATAR_LLM_ENGINE=process"],
  [
    { AVATAR_TTS_PORT: "9000", AVATAR_TTS_URL: url },
    "AVATAR_TTS_PORT: has an effect only with AVATAR_TTS_ENGINE=process",
  ],
  [
    { AVATAR_TTS_HQ_STEPS: "16" },
    "AVATAR_TTS_HQ_STEPS: has an effect only with AVATAR_TTS_URL or AVATAR_TTS_ENGINE=process",
  ],
  [
    { AVATAR_STT_API_KEY: "k", AVATAR_STT_ENGINE: "process" },
    "AVATAR_STT_API_KEY: has an effect only with AVATAR_STT_URL",
  ],
  [
    { AVATAR_STT_ENGINE: "process", AVATAR_STT_COMMAND: "run", AVATAR_STT_PYTHON: "py" },
    "AVATAR_STT_PYTHON: is for the recipe that AVATAR_STT_COMMAND replaces",
  ],
  [{ AVATAR_LLM_MODEL: "qwen2.5-1.5b-instruct" }, "; AVATAR_EMBEDDED_LLM chooses the embedded one"],
])("a setting without effect is refused: %o", (environment, message) => {
  expect(() => loadConfig(environment, "/srv/avatar")).toThrow(message);
});

test("an explicit AVATAR_*_ENGINE=embedded ignores the settings of the process", () => {
  const aside = { AVATAR_TTS_ENGINE: "embedded", AVATAR_TTS_COMMAND: "run", AVATAR_TTS_MODEL: "./f5" };
  expect(loadConfig(aside, "/srv/avatar")).toMatchObject({ serving: { tts: { kind: "embedded" } } });
});

test("an unknown name in the environment is a warning, not an error", () => {
  const ofKubernetes = { AVATAR_LLM_SERVICE_HOST: "10.0.0.1" };
  const environment = { AVATAR_MAX_SESSION: "3", AVATAR_PORT: "9000", ...ofKubernetes, AVATAR_CHROMIUM: "/bin/true" };
  expect(loadConfig(environment, "/srv/avatar").warnings.map((each) => fillIn(each))).toEqual([
    "AVATAR_MAX_SESSION is no setting of AVATAR: is AVATAR_MAX_SESSIONS meant?",
    "AVATAR_PORT is no setting of AVATAR: is PORT meant?",
    "AVATAR_LLM_SERVICE_HOST is no setting of AVATAR.",
  ]);
  expect(loadConfig({ AVATAR_MAX_SESSIONS: "3", AVATAR_CONFIG: "/dev/null" }, "/srv/avatar").warnings).toEqual([]);
});

test.each([
  ['["run", "two words", "{port}"]', ["run", "two words", "{port}"]],
  [`run "two words" --x='a b' {port}`, ["run", "two words", "--x=a b", "{port}"]],
])("a command is split into words or parsed as JSON, never run by a shell: %s", (command, words) => {
  const config = loadConfig({ AVATAR_STT_ENGINE: "process", AVATAR_STT_COMMAND: command }, "/srv/avatar");
  expect(config.serving.stt).toMatchObject({ kind: "process", command: words });
});

/** Loads the configuration with this text as the settings file. */
function withFile(text: string, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "avatar-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "avatar.env"), text);
  return loadConfig(environment, folder);
}

test("the settings file applies where the environment does not set a variable", () => {
  const text = "\ufeff# ours\r\nexport PORT=8123 # the web\r\n\r\nAVATAR_MAX_SESSIONS = 3\r\nHOST=\r\n";
  expect(withFile(text, { PORT: "9000" })).toMatchObject({ port: 9000, maxSessions: 3, host: "0.0.0.0" });
  expect(withFile(text, { PORT: " " }).port).toBe(8123);
});

test.each([
  ["AVATAR_MAX_SESSION", "AVATAR_MAX_SESSIONS"],
  ["LLM_URL", "AVATAR_LLM_URL"],
  ["avatar_log_level", "AVATAR_LOG_LEVEL"],
  ["AVATAR_AUTH_SECRET", "AUTH_SECRET"],
  ["AVATAR_CONFIG", null],
  ["__proto__", null],
])("%s in the settings file is refused; the suggestion is %s", (name, meant) => {
  const end = meant === null ? "" : `: is ${meant} meant\\?`;
  expect(() => withFile(`\n${name}=3\n`)).toThrow(
    new RegExp(`avatar.env, line 2: ${name} is no setting of AVATAR${end}`),
  );
});

/** Loads the configuration with AVATAR_CONFIG set to the path at which `make` creates a file. */
function withConfigAt(make: (path: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), "avatar-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "other.env");
  make(path);
  return () => loadConfig({ AVATAR_CONFIG: path }, folder);
}

test.each([
  ["is not there", () => undefined],
  ["is a folder", (path: string) => mkdirSync(path)],
  ["is larger than 1 MiB", (path: string) => writeFileSync(path, "#".repeat(2 ** 20 + 1))],
  ["is not UTF-8 text", (path: string) => writeFileSync(path, "\ufeffPORT=8123\n", "utf16le")],
  ["is not UTF-8 text", (path: string) => writeFileSync(path, "AVATAR_ADMIN_PASSWORD=schl\xfcssel\n", "latin1")],
])("a settings file that %s is refused, and the error names its path", (why, make) => {
  expect(withConfigAt(make)).toThrow(`other.env ${why}`);
});

test("an endless settings file is refused without reading all of it", () => {
  expect(() => loadConfig({ AVATAR_CONFIG: "/dev/zero" }, "/srv/avatar")).toThrow("/dev/zero is larger than 1 MiB");
});

test.each([
  ["no equals sign", "PORT 8123"],
  ["a name with a blank in it", "AVATAR_ADMIN_PASSWORD hunter22=x"],
  ["a quote that is never closed", 'HOST="localhost'],
  ["something after the closing quote", 'AVATAR_STT_COMMAND="/opt/my server" --port {port}'],
  ["a # that would cut the value", "AVATAR_ADMIN_PASSWORD=hunter22#1"],
  ["a name for the second time", "HOST=::1"],
])("an invalid line of the settings file is refused by its number, without its text: %s", (_, line) => {
  const load = () => withFile(`HOST=127.0.0.1\n${line}\nAVATAR_LOG_LEVEL=warn\n`);
  expect(load).toThrow("avatar.env, line 2");
  expect(load).not.toThrow("hunter22");
});

test.each([
  ["AVATAR_ADMIN_PASSWORD='hunter22#1' # changed", { adminPassword: "hunter22#1" }],
  ['AVATAR_ADMIN_PASSWORD="hunter\\n22"', { adminPassword: "hunter\\n22" }],
  [
    `AVATAR_STT_ENGINE=process\nAVATAR_STT_COMMAND='"/opt/my server" --port {port}'`,
    { serving: { stt: { command: ["/opt/my server", "--port", "{port}"] } } },
  ],
  [
    'AVATAR_STT_ENGINE=process\nAVATAR_STT_COMMAND=run "two words" {port}',
    { serving: { stt: { command: ["run", "two words", "{port}"] } } },
  ],
])("a quoted value in the settings file is taken as a whole: %s", (text, config) => {
  expect(withFile(text)).toMatchObject(config);
});

test("docs/configuration.md has one row for each variable", () => {
  const page = readFileSync(join(projectRoot, "docs/configuration.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(rows.toSorted()).toEqual(environmentVariables.toSorted());
});

test("a limit says whether the environment or the file sets it", () => {
  const { limits } = loadConfig({ AVATAR_MAX_SESSIONS: "3", AVATAR_IDLE_MINUTES: "" }, "/srv/avatar");
  expect(limits.maxSessions).toEqual({ value: 3, variable: "AVATAR_MAX_SESSIONS", isSet: true });
  expect(limits.idleMinutes).toEqual({ value: 5, variable: "AVATAR_IDLE_MINUTES", isSet: false });
});
