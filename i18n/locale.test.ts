import { describe, expect, it } from "vitest";
import { resolveLocale } from "./locale";

const nothing = { saved: undefined, cookie: undefined, acceptLanguage: null };

describe("resolveLocale", () => {
  it("prefers what the person saved, then the cookie, then the browser", () => {
    expect(resolveLocale({ saved: "en", cookie: "zh-TW", acceptLanguage: "zh-TW" })).toBe("en");
    expect(resolveLocale({ ...nothing, cookie: "en", acceptLanguage: "zh-TW" })).toBe("en");
    expect(resolveLocale({ ...nothing, acceptLanguage: "zh-TW" })).toBe("zh-TW");
  });

  it("ignores values that are not one of our languages", () => {
    expect(resolveLocale({ saved: "de", cookie: "../etc", acceptLanguage: "zh" })).toBe("zh-TW");
    expect(resolveLocale({ ...nothing, saved: 7 })).toBe("en");
  });

  it.each([
    ["zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-TW"],
    ["en-GB,en;q=0.9,zh-TW;q=0.8", "en"],
    ["ja,zh-HK;q=0.4,en;q=0.3", "zh-TW"],
    ["en;q=0.2, zh-Hant;q=0.9", "zh-TW"],
    ["zh;q=0, en;q=0.1", "en"],
    ["de-DE,de;q=0.9", "en"],
    [";;,,q=", "en"],
  ])("reads Accept-Language %s as %s", (acceptLanguage, expected) => {
    expect(resolveLocale({ ...nothing, acceptLanguage })).toBe(expected);
  });
});
