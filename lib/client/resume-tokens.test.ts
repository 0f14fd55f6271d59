import { describe, expect, it } from "vitest";
import { openResumeTokens } from "./resume-tokens";

function tab(...entries: [string, string][]) {
  const stored = new Map<string, string>(entries);
  return {
    stored,
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
}

describe("the tokens of a tab", () => {
  it("outlive a reload, and another one; of several conversations the last one is kept", () => {
    const storage = tab();
    const before = openResumeTokens(storage);
    before.keep("s1", "one");
    before.keep("s2", "two");
    before.leave();
    expect(storage.stored.size).toBe(1);
    const after = openResumeTokens(storage);
    expect([after.of("s1"), after.of("s2")]).toEqual([null, "two"]);
    after.leave();
    expect(openResumeTokens(storage).of("s2")).toBe("two");
  });

  it("are not in the storage of a duplicate, which copies that of a page in use", () => {
    const storage = tab();
    const page = openResumeTokens(storage);
    page.keep("s1", "one");
    expect(openResumeTokens(tab(...storage.stored)).of("s1")).toBeNull();
    page.leave();
    const reloaded = openResumeTokens(storage);
    expect(reloaded.of("s1")).toBe("one");
    expect(openResumeTokens(tab(...storage.stored)).of("s1")).toBeNull();
  });

  it("leave the storage again when the browser brings the page back from its cache", () => {
    const storage = tab();
    const page = openResumeTokens(storage);
    page.keep("s1", "one");
    page.leave();
    page.back();
    expect(storage.stored.size).toBe(0);
    expect(page.of("s1")).toBe("one");
  });

  it("are known until the page is left where the browser keeps nothing", () => {
    const full = () => {
      throw new Error("full");
    };
    for (const storage of [null, { ...tab(), setItem: full }]) {
      const tokens = openResumeTokens(storage);
      tokens.keep("s1", "one");
      tokens.leave();
      expect(tokens.of("s1")).toBe("one");
      expect(tokens.of("s2")).toBeNull();
    }
  });
});
