import { expect, test } from "vitest";
import { profileNameSchema } from "./profile";

test.each([
  ["王小明", "王小明"],
  ["  Ada \u00a0 L.\u3000 ", "Ada L."],
  ["Ada 👩‍💻 1", "Ada 👩‍💻 1"],
  ["Ada ❤️", "Ada ❤️"],
  ["Ada 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Ada 🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
  ["1️⃣ 號", "1️⃣ 號"],
  ["Zoe\u0308", "Zo\u00eb"],
])("a voice may be called %s", (name, kept) => {
  expect(profileNameSchema.parse(name)).toBe(kept);
});

test.each([
  ["nothing", ""],
  ["white space", " \u3000"],
  ["no letter", "—"],
  ["two lines", "a\nb"],
  ["81 characters", "字".repeat(81)],
  ["half a character", "a\ud800"],
  ["a mark of direction", "a\u202eb"],
  ["a blank letter alone", "\u3164"],
  ["a blank letter", "Ada\u3164"],
  ["a blank letter of half the width", "Ada\uffa0"],
  ["a blank in Braille", "Ada\u2800"],
  ["a space of no width", "A\u200bda"],
  ["a joiner of words", "A\u2060da"],
  ["a hyphen that is not shown", "A\u00adda"],
  ["a joiner of letters", "A\u200dda"],
  ["a variation of a letter", "Ada\ufe0f"],
  ["a tag", "Ada\u{e0041}"],
])("a voice is not called %s", (_, name) => {
  expect(profileNameSchema.safeParse(name).success).toBe(false);
});
