import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentVariables, loadConfig } from "./config";

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
])("%s=%s is refused by name", (name, value) => {
  expect(() => loadConfig({ [name]: value }, "/srv/avatar")).toThrow(name);
});

test("docs/configuration.md has one row for each variable", () => {
  const page = readFileSync(join(projectRoot, "docs/configuration.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(rows.toSorted()).toEqual(environmentVariables.toSorted());
});
