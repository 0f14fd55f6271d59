import { describe, expect, it } from "vitest";
import { openResumeTokens } from "./resume-tokens";

function tab() {
  const stored = new Map<string, string>();
  return {
    stored,
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
}

describe("the tokens of a tab", () => {
  it("outlive a reload; of several conversations the last one is kept", () => {
    const storage = tab();
    const before = openResumeTokens(storage);
    before.keep("s1", "one");
    before.keep("s2", "two");
    const after = openResumeTokens(storage);
    expect([after.of("s1"), after.of("s2")]).toEqual([null, "two"]);
    expect(storage.stored.size).toBe(1);
  });

  it("are known until the page is left where the browser keeps nothing", () => {
    const full = () => {
      throw new Error("full");
    };
    for (const storage of [null, { ...tab(), setItem: full }]) {
      const tokens = openResumeTokens(storage);
      tokens.keep("s1", "one");
      expect(tokens.of("s1")).toBe("one");
      expect(tokens.of("s2")).toBeNull();
    }
  });
});
