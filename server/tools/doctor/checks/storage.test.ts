import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { retiredFolders } from "../../../inference/models/retired-models";
import { openDatabase } from "../../../platform/db/connection";
import { databaseFinding, writableFinding } from "./data-folder";
import { defaultVoiceFinding } from "./default-voice";
import { modelFindings, ownModelFinding, retiredFindings, takeInventory } from "./models";
import { quarantineFinding, safetyCopiesFinding } from "./stores";

const options = { signal: new AbortController().signal, environment: process.env };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-doctor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the data folder", () => {
  const look = (path: string) => writableFinding(path, "Data folder", "AVATAR_DATA_DIR");

  it("is writable, will be created, or is not a folder", async () => {
    expect(await look(folder)).toMatchObject({ level: "ok", message: folder });
    expect(await look(join(folder, "not", "yet"))).toMatchObject({
      level: "ok",
      message: expect.stringContaining("will be made"),
    });
    writeFileSync(join(folder, "file"), "");
    expect(await look(join(folder, "file"))).toMatchObject({ level: "failed", advice: "Correct AVATAR_DATA_DIR." });
  });

  it("fails where no folder can be created", async () => {
    // Not even root can create a folder in /proc.
    expect(await look("/proc")).toMatchObject({ level: "failed", message: expect.stringMatching(/can't be written/) });
  });
});

describe("the database", () => {
  it("is checked while another process has it open", async () => {
    const path = join(folder, "app.db");
    expect(await databaseFinding(path, options)).toMatchObject({
      level: "ok",
      message: expect.stringContaining("will be made"),
    });
    const { sqlite, close } = openDatabase(path);
    sqlite.exec("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    expect(await databaseFinding(path, options)).toMatchObject({
      level: "ok",
      message: expect.stringContaining("checked"),
    });
    close();
  });

  it("fails when it is damaged or not a database", async () => {
    const path = join(folder, "app.db");
    writeFileSync(path, "not a database at all".repeat(100));
    expect(await databaseFinding(path, options)).toMatchObject({
      level: "failed",
      message: expect.stringContaining("file is not a database"),
    });
  });
});

describe("the stores", () => {
  const nowMs = Date.UTC(2026, 10, 27);

  it("report the quarantine: how much, since when, and for how long", () => {
    expect(quarantineFinding(folder, 30, nowMs)).toMatchObject({ level: "ok", message: "empty" });
    mkdirSync(join(folder, "quarantine/2026-11-07T00-00-00Z/audio/raw"), { recursive: true });
    writeFileSync(join(folder, "quarantine/2026-11-07T00-00-00Z/about.txt"), "why");
    writeFileSync(join(folder, "quarantine/2026-11-07T00-00-00Z/audio/raw/s_1.wav"), "x".repeat(2_000_000));
    const { level, message } = quarantineFinding(folder, 30, nowMs);
    expect(level).toBe("warning");
    expect(message).toContain("1 files (2.0 MB)");
    expect(message).toContain("20 days old; removed after 30 days");
  });

  it("report the age of the newest safety copy", () => {
    expect(safetyCopiesFinding(folder, nowMs)).toMatchObject({ level: "ok" });
    mkdirSync(join(folder, "safety-copies"));
    writeFileSync(join(folder, "safety-copies/2026-11-26T20-00-00Z-schema3-40turns.db"), "");
    expect(safetyCopiesFinding(folder, nowMs).message).toBe("1, the newest 4 h old with 40 turns");
  });
});

describe("the default voice", () => {
  it("is a recording with its transcript beside it", () => {
    const path = join(folder, "voice.wav");
    const look = (ttsVoice: string | null) => defaultVoiceFinding({ ttsVoice, modelsDir: folder });
    expect(look(null)).toMatchObject({ level: "ok", message: expect.stringContaining("at the first start") });
    expect(look(path)).toMatchObject({ level: "failed", message: `${path} is not there.` });
    writeFileSync(path, "RIFF");
    writeFileSync(join(folder, "voice.txt"), " \n");
    expect(look(path)).toMatchObject({
      level: "failed",
      message: expect.stringContaining("voice.txt"),
    });
    writeFileSync(join(folder, "voice.txt"), "What I say.");
    expect(look(path)).toMatchObject({ level: "ok" });
  });
});

describe("models", () => {
  it("are reported as verified, missing or damaged, each with its licence", async () => {
    const states = {
      "silero-vad": "installed",
      "dittli-en": "installed",
      "whisper-base": "damaged",
      "f5-tts-v1-base": "incomplete",
    } as const;
    const inventory = await takeInventory(
      {
        state: async (id) => states[id as keyof typeof states] ?? "absent",
        // One model has files with wrong content.
        installed: async (id) => (id === "dittli-en" ? null : { id, directory: folder, licence: "MIT" }),
      },
      ["silero-vad", "dittli-en", "whisper-base", "f5-tts-v1-base"],
    );
    expect(inventory).toEqual({
      verified: ["silero-vad"],
      damaged: ["dittli-en", "whisper-base"],
      missing: ["f5-tts-v1-base"],
    });
    const findings = modelFindings(inventory);
    expect(findings.map(({ level, name }) => `${level} ${name}`)).toEqual([
      "ok Models",
      "warning Missing models",
      "failed Damaged model",
      "failed Damaged model",
      "warning Licence",
    ]);
    expect(findings[0]?.message).toBe("installed and verified: silero-vad (MIT)");
    expect(findings[1]?.message).toBe("f5-tts-v1-base (CC-BY-NC-4.0 AND MIT), 1.40 GB");
    expect(findings[4]?.message).toContain("AVATAR_TTS_URL");
  });

  it("of an earlier version stay where they are, and are named", () => {
    expect(retiredFindings(retiredFolders(folder))).toEqual([]);
    mkdirSync(join(folder, "tinyllama-1.1b-chat"));
    const [finding] = retiredFindings(retiredFolders(folder));
    expect(finding).toMatchObject({
      level: "ok",
      message: expect.stringContaining(join(folder, "tinyllama-1.1b-chat")),
    });
    expect(existsSync(join(folder, "tinyllama-1.1b-chat"))).toBe(true);
  });

  it("outside the catalogue are a folder that must exist, or a name for the server", async () => {
    mkdirSync(join(folder, "my-model"));
    expect(await ownModelFinding("llm", join(folder, "my-model"))).toMatchObject({ level: "ok" });
    expect(await ownModelFinding("llm", join(folder, "gone"))).toMatchObject({
      level: "failed",
      name: "AVATAR_LLM_MODEL",
    });
    expect(await ownModelFinding("llm", "Qwen/Qwen3-8B-AWQ")).toMatchObject({ level: "ok" });
  });
});
