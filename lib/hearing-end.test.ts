import { expect, test } from "vitest";
import { markHearingEnd } from "./hearing-end";

test.each<[string, number, string]>([
  ["One. Two.", 4, "One. [end] Two."],
  ["One. Two.", 5, "One. [end] Two."],
  ["1. a\n2. b", 4, "1. a [end]\n2. b"],
  ["1. a\n2. b", 5, "1. a [end]\n2. b"],
  ["a\n\n  - b\n", 3, "a [end]\n\n  - b\n"],
  ["  a \n b  ", 5, "  a [end] \n b  "],
  ["half", 2, "ha [end] lf"],
  // Nothing or all of it was heard.
  ["One. Two.", 0, "One. Two."],
  [" \nOne.", 2, " \nOne."],
  ["One. \n", 4, "One. \n"],
  ["One.", 4, "One."],
])("%j heard for %i characters is %j", (text, heardChars, marked) => {
  expect(markHearingEnd(text, heardChars, { mark: "[end]", space: " " })).toBe(marked);
});

test("a mark that stands without spaces takes none", () => {
  const style = { mark: "〔停〕", space: "" } as const;
  expect(markHearingEnd("第一。\n第二。", 4, style)).toBe("第一。〔停〕\n第二。");
  expect(markHearingEnd("第一。第二。", 3, style)).toBe("第一。〔停〕第二。");
});
