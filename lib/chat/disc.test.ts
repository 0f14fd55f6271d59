import { describe, expect, it } from "vitest";
import { discPress, discShapes } from "./disc";

describe("the disc", () => {
  it("has a shape of its own for everything that happens while people talk", () => {
    const talking = [
      "ready",
      "opening",
      "listening",
      "hearing",
      "recognising",
      "thinking",
      "writing",
      "speaking",
      "muted",
      "silent",
      "blocked",
      "loading",
      "waiting",
      "reconnecting",
    ] as const;
    expect(new Set(talking.map((kind) => discShapes[kind])).size).toBe(talking.length);
  });

  it.each([
    ["ready", "closed", "hands_free", "open"],
    ["listening", "open", "hands_free", "close"],
    ["thinking", "open", "hands_free", "close"],
    ["speaking", "open", "hands_free", "stop"],
    ["speaking", "muted", "hands_free", "stop"],
    ["speaking", "closed", "hands_free", "open"],
    ["speaking", "closed", "push_to_talk", "hold"],
    ["listening", "open", "push_to_talk", "hold"],
  ] as const)("%s, microphone %s, %s: a press means %s", (kind, capture, mode, press) => {
    expect(discPress(kind, capture, mode)).toBe(press);
  });
});
