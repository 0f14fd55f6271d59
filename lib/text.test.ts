import { describe, expect, test } from "vitest";
import { decodeClientFrame, parseClientMessage } from "./protocol/codec";
import { settingSchemas } from "./settings";
import { wellFormed } from "./text";

const mark = "\u{FFFD}";

test.each<[string, string, string]>([
  ["a first half alone", "a\uD842b", `a${mark}b`],
  ["a second half alone", "a\uDFB7b", `a${mark}b`],
  ["a first half at the end", "a\uD842", `a${mark}`],
  ["halves in the wrong order", "\uDFB7\uD842", `${mark}${mark}`],
  ["two first halves and a second", "\uD842\uD842\uDFB7", `${mark}𠮷`],
  ["NUL", "a\0b", `a${mark}b`],
  ["a terminal's command", "\u001B[2Jred", `${mark}[2Jred`],
  ["DEL and C1", "\u007F\u009B", `${mark}${mark}`],
])("%s is marked", (_, given, kept) => {
  expect(wellFormed(given)).toBe(kept);
});

test.each<[string, string]>([
  ["Chinese beyond the BMP", "𠮷野家的𡃁仔，𪜈𫝑"],
  ["white space", "a\tb\nc\r\nd\u000B\u000C\u0085\u3000\u00A0"],
  ["an emoji of several characters", "👩🏽‍⚕️👨‍👩‍👧‍👦🏳️‍🌈🇹🇼1️⃣"],
  ["combining marks", "e\u0301 n\u0303 ก็"],
  ["an ideographic variation", "辻\u{E0100}葛\u{E0101}"],
  ["right to left, with its marks", "\u200Fשלום\u200E \u2067مرحبا\u2069"],
  ["zero-width joiners and non-joiners", "می\u200Cخواهم"],
  ["private use and noncharacters", "\uE000\u{10FFFF}\uFFFE"],
  ["the mark itself", mark],
  ["bopomofo with its tones", "ㄅㄆㄇㄈˊˇˋ˙"],
])("%s stays", (_, text) => {
  expect(wellFormed(text)).toBe(text);
});

describe("a client's text", () => {
  test("is well-formed once it is parsed, and counts as long as it is", () => {
    expect(decodeClientFrame('{"type":"text_input","text":" \\ud842\\udfb7 \\ud800 \\u0000"}')).toEqual({
      type: "text_input",
      text: `𠮷 ${mark} ${mark}`,
    });
    expect(parseClientMessage({ type: "transcript_edit", turn_id: "t", text: "\uDC00?" })).toMatchObject({
      text: `${mark}?`,
    });
    expect(() => parseClientMessage({ type: "text_input", text: "\uD800".repeat(4_001) })).toThrow("text");
  });

  test.each([
    { type: "\uD800" },
    { type: `${"x".repeat(39)}𠮷` },
    { type: "session_start", session_id: "\uD800" },
    { type: "session_start", profile_id: "builtin:\uD800" },
    { type: "session_start", language: "\uD800" },
    { type: "session_start", mode: "\uD800" },
    { type: "transcript_edit", turn_id: "\uD800", text: "x" },
    { type: "audio_chunk", data: 7, sr: "\uD800" },
    { type: "text_input", text: "x", "\uD800": 1, sr: "\uD800" },
  ])("in no field becomes a message, or an error, that is not: %j", (message) => {
    let told: unknown;
    try {
      told = parseClientMessage(message);
    } catch (error) {
      told = (error as Error).message;
    }
    expect(JSON.stringify(told)).not.toMatch(/\\ud[89a-f]/i);
  });

  test("in a setting is well-formed", () => {
    expect(settingSchemas.chat.parse({ inputDeviceId: "mic \uD800" })).toEqual({ inputDeviceId: `mic ${mark}` });
  });
});
