import { expect, test } from "vitest";
import { processPlan } from "./process-plan";

const embedded = { kind: "embedded" } as const;
const remote = { kind: "remote", url: "http://gpu/v1", model: null, apiKey: null } as const;
const worker = { kind: "process", command: null, port: 0, model: null, python: "python3", startTimeoutMs: 1 } as const;
const settings = { cpuThreads: 2, sttThreads: 8 };

test("a house with embedded models has a plan for each, within its machine", () => {
  const plan = processPlan({ ...settings, serving: { stt: embedded, llm: embedded, tts: embedded } }, 2);
  expect(plan).toEqual([
    { processes: ["stt"], cores: 2, memory_mib: null },
    { processes: ["llm"], cores: 1, memory_mib: null },
    { processes: ["tts"], cores: 2, memory_mib: null },
    { processes: ["web", "pages"], cores: 2, memory_mib: 4_096 },
  ]);
});

test("what runs elsewhere or on a card has none", () => {
  const plan = processPlan({ ...settings, serving: { stt: worker, llm: remote, tts: worker } }, 16);
  expect(plan).toEqual([
    { processes: ["stt"], cores: 8, memory_mib: 8_192 },
    { processes: ["web", "pages"], cores: 4, memory_mib: 4_096 },
  ]);
});
