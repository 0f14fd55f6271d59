import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { languages } from "../../lib/languages";
import { commandReference } from "./command-reference";
import { allCommands, commandTree } from "./command-tree";
import { kindWords } from "./commands/cleanup";
import { languageOf } from "./words/language";
import { say } from "./words/say";
import { describedParts, displayWidth } from "./words/speak";
import { chineseWords } from "./words/zh-TW";

const doc = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const pages = { en: "commands.md", "zh-TW": "commands.zh-TW.md" };

it.each(languages)("docs/commands is what --help says, in %s", async (language) => {
  await expect(commandReference(commandTree(language), language)).toMatchFileSnapshot(doc(pages[language]));
});

/** The sentences of `say("…")` in the commands and at the start; those of a table stand as its values. */
function sentences(): string[] {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.startsWith("words/"))
    .concat("../web/banner.ts", "../web/connect-text.ts", "../explain-failure.ts")
    .map((name) => readFileSync(join(folder, name), "utf8"));
  const direct = sources.flatMap((source) => [...source.matchAll(/\bsay\(\s*"([^"]*)"/g)].map(([, text = ""]) => text));
  return [...direct, ...Object.values(kindWords)];
}

it("says everything in Chinese, and nothing in Chinese that it does not say in English", () => {
  const ofHelp = ["Usage:", "Arguments:", "Options:", "Commands:", "display help for command"];
  const described = allCommands(commandTree("en")).flatMap((command) => [
    command.description(),
    ...describedParts(command).map(({ description }) => description),
  ]);
  const said = new Set([...ofHelp, ...described, ...sentences()].filter((text) => text !== ""));
  expect(Object.keys(chineseWords).sort()).toEqual([...said].sort());
});

it("keeps the values of a sentence, and writes Chinese with full-width punctuation", () => {
  const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [text, chinese] of Object.entries(chineseWords)) expect(valuesIn(chinese), text).toEqual(valuesIn(text));
  const halfWidth = Object.values(chineseWords).filter((text) =>
    /\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}/u.test(text),
  );
  expect(halfWidth).toEqual([]);
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

it("answers in the language of the terminal, with its values", () => {
  const values = { size: "2 kB" };
  vi.stubEnv("LC_ALL", "C");
  expect(say("{size} are free again.", values)).toBe("2 kB are free again.");
  vi.stubEnv("LC_ALL", "zh_TW.UTF-8");
  expect(say("{size} are free again.", values)).toBe("已釋出 2 kB。");
  vi.unstubAllEnvs();
});

it("counts two columns for a Chinese character", () => {
  expect(displayWidth("用法：a")).toBe(7);
});
