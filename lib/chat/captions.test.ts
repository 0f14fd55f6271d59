import { describe, expect, it } from "vitest";
import { segmentEnd } from "./captions";

describe("segmentEnd", () => {
  it("finds segments one after another, whatever the white space", () => {
    const reply = "Hello there. It is  nine\no'clock, I think.";
    const first = segmentEnd(reply, 0, "Hello there.");
    const second = segmentEnd(reply, first, "It is nine o'clock,");
    const third = segmentEnd(reply, second, " I think. ");
    expect([first, second, third].map((end) => reply.slice(0, end))).toEqual([
      "Hello there.",
      "Hello there. It is  nine\no'clock,",
      reply,
    ]);
  });

  it("finds a repeated segment at its own place", () => {
    expect(segmentEnd("好的。好的。", 3, "好的。")).toBe(6);
  });

  it("goes by length when the spoken words differ, and stays inside the text", () => {
    expect(segmentEnd("It costs $5 now.", 0, "It costs five dollars")).toBe(16);
    expect(segmentEnd("It costs $5 now, and more later.", 0, "It costs five")).toBe(13);
    expect(segmentEnd("abc", 3, "xyz")).toBe(3);
    expect(segmentEnd("abc", 1, "  ")).toBe(1);
  });
});
