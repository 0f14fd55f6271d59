import { expect, test } from "vitest";
import { languages } from "./languages";
import { defaultStarterPrompts, starterPromptsSchema } from "./starter-prompts";

test.each(languages)("the defaults in %s are valid", (language) => {
  const prompts = defaultStarterPrompts[language];
  expect(starterPromptsSchema.parse(prompts)).toEqual(prompts);
});

const many = (count: number) => Array.from({ length: count }, (_, index) => `Prompt ${index}`);
test.each([
  ["none at all", [], true],
  ["six", many(6), true],
  ["seven", many(7), false],
  ["120 characters", ["字".repeat(120)], true],
  ["121 characters", ["字".repeat(121)], false],
  ["an empty one", ["  "], false],
  ["the same twice", ["Hello", " Hello "], false],
  ["a number", [1], false],
  ["a text", "Hello", false],
])("%s: %j", (_, prompts, isValid) => {
  expect(starterPromptsSchema.safeParse(prompts).success).toBe(isValid);
});
