import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../config/config";
import { clockFinding, parseSynchronized } from "./clock";
import { diskFindings, diskSpace } from "./disk";
import { engineFindings } from "./engines";
import { languageModelMemoryFindings, machineFindings } from "./machine";
import { nodeFinding } from "./node";

const configWith = (environment: Record<string, string>) => loadConfig(environment, "/nowhere");
const levels = (findings: readonly { level: string }[]) => findings.map(({ level }) => level);

it.each([
  ["v20.17.0", "ok"],
  ["v22.1.0", "ok"],
  ["v20.16.1", "failed"],
  ["v18.99.0", "failed"],
])("Node %s is %s where 20.17 is asked for", (version, level) => {
  expect(nodeFinding(version, ">=20.17").level).toBe(level);
});

describe("the machine", () => {
  it("is compared with what the configuration needs", () => {
    const whisper = configWith({ AVATAR_STT_ENGINE: "process" });
    expect(levels(machineFindings({ cores: 12, memoryGiB: 32 }, whisper))).toEqual(["ok", "ok"]);
    expect(levels(machineFindings({ cores: 4, memoryGiB: 8 }, whisper))).toEqual(["warning", "warning"]);
    const embedded = configWith({ AVATAR_CPU_THREADS: "4" });
    expect(levels(machineFindings({ cores: 4, memoryGiB: 8 }, embedded))).toEqual(["ok", "ok"]);
    expect(machineFindings({ cores: 2, memoryGiB: 8 }, embedded)[0]?.advice).toBe("Set AVATAR_CPU_THREADS=2.");
  });
});

describe("free memory", () => {
  const withLanguageModelElsewhere = configWith({ AVATAR_LLM_URL: "http://llm.lan/v1" });
  const named = configWith({ AVATAR_EMBEDDED_LLM: "qwen2.5-coder-1.5b-instruct" });
  it.each<[string, number, boolean, ReturnType<typeof configWith>, string[]]>([
    ["enough", 6e9, false, configWith({}), ["ok"]],
    ["not enough", 3e9, false, configWith({}), ["failed"]],
    ["not enough for a model that somebody named", 3e9, false, named, ["ok"]],
    ["what a running AVATAR has left", 3e9, true, configWith({}), []],
    ["a language model elsewhere", 3e9, false, withLanguageModelElsewhere, []],
  ])("%s", (_, availableBytes, isRunning, config, expected) => {
    expect(levels(languageModelMemoryFindings(availableBytes, isRunning, config))).toEqual(expected);
  });
});

describe("the clock", () => {
  const built = Date.parse("2026-11-22T12:00:00Z");
  it("is a warning when it is earlier than the build or not synchronised", () => {
    expect(clockFinding(built + 1_000, built, null)).toMatchObject({ level: "ok", message: "2026-11-22 12:00 UTC" });
    expect(clockFinding(built - 86_400_000, built, true).level).toBe("warning");
    expect(clockFinding(built + 1_000, built, false).level).toBe("warning");
    expect(["yes\n", "no", "Failed to query server"].map(parseSynchronized)).toEqual([true, false, null]);
  });
});

describe("the disk", () => {
  const disk = (device: number, freeBytes: number) => ({ device, freeBytes, folder: `/disk${device}` });

  it("must have room for the missing models and for recordings", () => {
    expect(levels(diskFindings(disk(1, 50e9), disk(1, 50e9), 8e9))).toEqual(["ok", "ok"]);
    expect(levels(diskFindings(disk(1, 50e9), disk(2, 9e9), 8e9))).toEqual(["failed", "ok"]);
    expect(levels(diskFindings(disk(1, 12e9), disk(1, 12e9), 8e9))).toEqual(["ok", "warning"]);
    expect(levels(diskFindings(disk(1, 1e8), disk(2, 50e9), 0))).toEqual(["ok", "failed"]);
  });

  it("is that of the nearest existing folder", async () => {
    const here = await diskSpace(import.meta.dirname);
    const below = await diskSpace(`${import.meta.dirname}/not/yet/made`);
    expect(here.freeBytes).toBeGreaterThan(0);
    expect(below.device).toBe(here.device);
  });
});

describe("engines", () => {
  it("reports how this machine runs each of its models", () => {
    const config = configWith({ AVATAR_STT_URL: "http://stt.lan/v1", AVATAR_LLM_ENGINE: "process" });
    expect(engineFindings(config).map(({ name, message }) => `${name}: ${message}`)).toEqual([
      "Language model: vLLM, started by AVATAR on port 8001",
      "Speech synthesis: embedded",
    ]);
  });
});
