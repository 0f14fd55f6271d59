import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { speechSteps } from "./settings";

test("the F5-TTS worker takes the steps that a setting may name, and no others", () => {
  const worker = readFileSync(new URL("workers/speech_request.py", import.meta.url), "utf8");
  const [, steps] = /^STEPS = \((.*)\)$/m.exec(worker) ?? [];
  expect(steps?.split(", ").map(Number)).toEqual([...speechSteps]);
});
