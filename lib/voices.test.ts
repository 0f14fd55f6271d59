import { expect, test } from "vitest";
import { formatVoiceId, parseVoiceId, voiceTextSchema } from "./voices";

test.each([
  ["builtin:af_heart", { kind: "builtin", name: "af_heart" }],
  ["builtin:7", { kind: "builtin", name: "7" }],
  ["7", { kind: "profile", profileId: 7 }],
  ["999999999999999", { kind: "profile", profileId: 999_999_999_999_999 }],
] as const)("%s and its voice are the same thing", (text, voice) => {
  expect(parseVoiceId(text)).toEqual(voice);
  expect(formatVoiceId(voice)).toBe(text);
  expect(voiceTextSchema.safeParse(text).success).toBe(true);
});

test.each([
  "",
  "builtin:",
  "builtin:../x",
  `builtin:${"x".repeat(41)}`,
  "heart",
  "-7",
  "7.5",
  "1e3",
  "1234567890123456",
])("%j names no voice", (text) => {
  expect(parseVoiceId(text)).toBeNull();
  expect(voiceTextSchema.safeParse(text).success).toBe(false);
});
