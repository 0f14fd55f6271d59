import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
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
});

test.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["AVATAR_LLM_URL", "file:///etc/passwd"],
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
])("%s=%s is refused by name", (name, value) => {
  expect(() => loadConfig({ [name]: value }, "/srv/avatar")).toThrow(name);
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

test("the settings file gives what the environment does not; a name it can't know is refused", () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-config-"));
  writeFileSync(join(folder, "avatar.env"), "# ours\nPORT=8123\nAVATAR_MAX_SESSIONS=3\n");
  expect(loadConfig({ PORT: "9000" }, folder)).toMatchObject({ port: 9000, maxSessions: 3 });
  writeFileSync(join(folder, "other.env"), "AVATAR_MAX_SESSION=3\n");
  expect(() => loadConfig({ AVATAR_CONFIG: join(folder, "other.env") }, folder)).toThrow("AVATAR_MAX_SESSION,");
});

test("docs/configuration.md has one row for each variable", () => {
  const page = readFileSync(join(projectRoot, "docs/configuration.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(rows.toSorted()).toEqual(environmentVariables.toSorted());
});
