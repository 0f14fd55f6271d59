import { describe, expect, it } from "vitest";
import { clauseEnd } from "./captions";

describe("clauseEnd", () => {
  it("finds clauses one after another, whatever the white space", () => {
    const reply = "Hello there. It is  nine\no'clock, I think.";
    const first = clauseEnd(reply, 0, "Hello there.");
    const second = clauseEnd(reply, first, "It is nine o'clock,");
    const third = clauseEnd(reply, second, " I think. ");
    expect([first, second, third].map((end) => reply.slice(0, end))).toEqual([
      "Hello there.",
      "Hello there. It is  nine\no'clock,",
      reply,
    ]);
  });

  it("finds a repeated clause at its own place", () => {
    expect(clauseEnd("好的。好的。", 3, "好的。")).toBe(6);
  });

  it("goes by length when the spoken words differ, and stays inside the text", () => {
    expect(clauseEnd("It costs $5 now.", 0, "It costs five dollars")).toBe(16);
    expect(clauseEnd("It costs $5 now, and more later.", 0, "It costs five")).toBe(13);
    expect(clauseEnd("abc", 3, "xyz")).toBe(3);
    expect(clauseEnd("abc", 1, "  ")).toBe(1);
  });
});
