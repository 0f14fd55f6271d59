import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/config";
import { runCheck } from "./check";
import { roleChecks } from "./role-checks";
import { noFacts, withoutModels } from "./testing/doctor-context";
import { fakePrograms } from "./testing/fake-program";

function checksOf(role: "stt" | "llm" | "tts", settings: Record<string, string>) {
  return roleChecks(role, withoutModels(loadConfig(settings, "/nowhere")), noFacts);
}
const namesOf = (role: "stt" | "llm" | "tts", settings: Record<string, string>) =>
  checksOf(role, settings).map(({ name }) => name);

let child: ChildProcess | null = null;
afterEach(async () => {
  if (!child) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  child = null;
});

/** A process that listens on a port and looks like a model process of this data folder. */
async function listenFor(dataDir: string): Promise<number> {
  const script = 'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))';
  const started = spawn(process.execPath, ["-e", script], {
    env: { ...process.env, AVATAR_PROCESS: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  const [line] = await once(started.stdout, "data");
  return Number(line);
}

describe("roleChecks", () => {
  it("creates only the checks that the configuration needs", () => {
    expect(namesOf("llm", {})).toEqual([]);
    expect(namesOf("llm", { AVATAR_LLM_URL: "http://llm.lan/v1" })).toEqual(["Language model"]);
    expect(namesOf("llm", { AVATAR_LLM_ENGINE: "process" })).toEqual(["Python of vLLM", "Port 8001"]);
    expect(namesOf("tts", { AVATAR_TTS_ENGINE: "process", AVATAR_TTS_PORT: "0" })).toEqual([
      "Python of F5-TTS",
      "ffmpeg",
      "Default voice",
    ]);
    const own = { AVATAR_TTS_ENGINE: "process", AVATAR_TTS_COMMAND: "serve {model}", AVATAR_TTS_MODEL: "/srv/voice" };
    expect(namesOf("tts", own)).toEqual(["F5-TTS", "AVATAR_TTS_MODEL", "Port 8003"]);
  });

  it("runs a worker's Python with the card that the worker will get", async () => {
    const programs = fakePrograms();
    programs.add("py", `printf '{"python":"3","version":"1","cuda":"12.8","noGpu":"%s"}' "$CUDA_VISIBLE_DEVICES"`);
    const settings = {
      AVATAR_TTS_ENGINE: "process",
      AVATAR_TTS_PYTHON: join(programs.folder, "py"),
      AVATAR_TTS_GPU: "GPU-12ab",
    };
    const check = checksOf("tts", settings).find(({ name }) => name === "Python of F5-TTS");
    const messages = check ? (await runCheck(check)).map(({ message }) => message) : [];
    programs.remove();
    expect(messages).toEqual([expect.stringMatching(/: GPU-12ab$/)]);
  });

  it.skipIf(!existsSync("/proc/self/environ"))(
    "distinguishes a process that a killed AVATAR left on a port from another program",
    async () => {
      const dataDir = "/tmp/avatar-doctor-leftovers";
      const port = await listenFor(dataDir);
      const look = async (folder: string) => {
        const settings = { AVATAR_LLM_ENGINE: "process", AVATAR_LLM_PORT: `${port}`, AVATAR_DATA_DIR: folder };
        const check = checksOf("llm", settings).find(({ name }) => name === `Port ${port}`);
        return check ? (await runCheck(check)).map(({ level }) => level) : [];
      };
      expect(await look(dataDir)).toEqual(["warning"]);
      expect(await look("/tmp/avatar-doctor-other")).toEqual(["failed"]);
    },
  );
});
