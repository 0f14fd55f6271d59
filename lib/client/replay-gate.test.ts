import { describe, expect, it } from "vitest";
import { ReplayGate } from "./replay-gate";

const chunk = (number: number) => Int16Array.of(number);
const hearAll = (gate: ReplayGate, loudness: number[]) =>
  loudness.map((rms, index) => gate.hear(chunk(index), rms)?.map(([number]) => number) ?? null);

const echo = 0.005;
const speech = 0.05;

describe("while a recording is played again", () => {
  it("nothing of its echo passes", () => {
    expect(
      hearAll(
        new ReplayGate(true),
        Array.from({ length: 50 }, () => echo),
      ),
    ).toEqual(Array(50).fill(null));
  });

  it("a knock does not pass, speech does, from before its beginning on", () => {
    const knock = [speech, speech, echo];
    const heard = hearAll(new ReplayGate(true), [...Array(9).fill(echo), ...knock, ...Array(5).fill(speech)]);
    expect(heard.slice(0, -1)).toEqual(Array(16).fill(null));
    expect(heard.at(-1)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  });

  it("nothing passes at all where the echo is not cancelled", () => {
    expect(hearAll(new ReplayGate(false), Array(30).fill(speech))).toEqual(Array(30).fill(null));
  });
});
