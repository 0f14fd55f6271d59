import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { languages } from "../../lib/languages";
import { commandReference } from "./command-reference";
import { allCommands, commandTree } from "./command-tree";
import { languageOf } from "./words/language";
import { describedParts, displayWidth } from "./words/speak";
import { chineseWords } from "./words/zh-TW";

const doc = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const pages = { en: "commands.md", "zh-TW": "commands.zh-TW.md" };

it.each(languages)("docs/commands is what --help says, in %s", async (language) => {
  await expect(commandReference(commandTree(language), language)).toMatchFileSnapshot(doc(pages[language]));
});

it("says everything in Chinese, and nothing in Chinese that it does not say in English", () => {
  const said = allCommands(commandTree("en")).flatMap((command) => [
    command.description(),
    ...describedParts(command).map(({ description }) => description),
  ]);
  const ofHelp = ["Usage:", "Arguments:", "Options:", "Commands:", "display help for command"];
  expect(Object.keys(chineseWords).sort()).toEqual([...new Set([...said, ...ofHelp])].filter(Boolean).sort());
});

it("every command says what it does", () => {
  const silent = allCommands(commandTree("en")).filter((command) => command.description() === "");
  expect(silent.map((command) => command.name())).toEqual([]);
});

it("helps and complains in the language of the terminal", () => {
  const program = commandTree("zh-TW");
  expect(program.helpInformation()).toMatch(/^用法： avatar[\s\S]*\n指令：\n/);
  const said: string[] = [];
  for (const command of allCommands(program)) command.configureOutput({ writeErr: (text) => said.push(text) });
  expect(() => program.parse(["usr"], { from: "user" })).toThrow();
  expect(() => program.parse(["token", "create"], { from: "user" })).toThrow();
  expect(said).toEqual([
    "錯誤：沒有「usr」這個指令\n（是不是指「user」？）\n",
    "錯誤：必須指定選項「--user <name>」\n",
  ]);
});

it.each([
  [{ LANG: "zh_TW.UTF-8" }, "zh-TW"],
  [{ LANG: "en_US.UTF-8", LC_ALL: "zh_TW" }, "zh-TW"],
  [{ LANG: "zh_TW.UTF-8", LC_MESSAGES: "C" }, "en"],
  [{ LANG: "zhuang" }, "en"],
  [{}, "en"],
])("reads the language from %j", (environment, expected) => {
  expect(languageOf(environment)).toBe(expected);
});

it("counts two columns for a Chinese character", () => {
  expect(displayWidth("用法：a")).toBe(7);
});
