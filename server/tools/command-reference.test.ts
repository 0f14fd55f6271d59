import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { passwordSchema, usernameSchema } from "../../lib/auth/credentials";
import { languages } from "../../lib/languages";
import { modelServerUrlSchema } from "../../lib/model-server-url";
import { catalogue } from "../inference/models/catalogue";
import { commandReference } from "./command-reference";
import { allCommands, commandTree } from "./command-tree";
import { kindWords } from "./commands/cleanup";
import { languageOf } from "./words/language";
import { say } from "./words/say";
import { describedParts, displayWidth } from "./words/speak";
import { chineseStartWords } from "./words/start-zh-TW";
import { chineseWords } from "./words/zh-TW";

const allWords = { ...chineseWords, ...chineseStartWords };

const doc = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const pages = { en: "commands.md", "zh-TW": "commands.zh-TW.md" };

it.each(languages)("docs/commands is what --help says, in %s", async (language) => {
  await expect(commandReference(commandTree(language), language)).toMatchFileSnapshot(doc(pages[language]));
});

function serverSources(): { name: string; source: string }[] {
  const server = fileURLToPath(new URL("..", import.meta.url));
  return readdirSync(server, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && !name.includes("words/") && !name.includes("testing/"))
    .map((name) => ({ name, source: readFileSync(join(server, name), "utf8") }));
}

/**
 * The sentences of the commands and of the start: `say("…")`; those that other wings make with `sentence`, `explained` and
 * `problem`; and those of tables and of the schemas in lib/.
 */
function sentences(): string[] {
  const direct = serverSources().flatMap(({ name, source }) => {
    const isTerminal = /^tools\/|^[^/]+$|^web\/(banner|connect-text)\.ts$/.test(name);
    const makers = isTerminal ? "sentence|explained|problem|say" : "sentence|explained|problem";
    const made = new RegExp(String.raw`\b(?:${makers})\(\s*(["'])(.*?)\1[,)\s]`, "g");
    return [...source.matchAll(made)].map(([, , text = ""]) => text);
  });
  const schemas = [usernameSchema, passwordSchema, modelServerUrlSchema];
  const refusals = schemas.flatMap((schema) =>
    ["", "a".repeat(300), "http://me@host"].flatMap((text) => schema.safeParse(text).error?.issues ?? []),
  );
  const ofModels = Object.values(catalogue).flatMap(({ use, languages }) => [use, languages]);
  return [...direct, ...Object.values(kindWords), ...ofModels, ...refusals.map(({ message }) => message)];
}

/** Whether there is anything to translate beside the values and the indentation. */
const hasWords = (text: string) => /[a-z:]/i.test(text.replace(/\{\w+\}/g, ""));

it("says everything in Chinese, and nothing in Chinese that it does not say in English", () => {
  const ofHelp = ["Usage:", "Arguments:", "Options:", "Commands:", "display help for command"];
  const described = allCommands(commandTree("en")).flatMap((command) => [
    command.description(),
    ...describedParts(command).map(({ description }) => description),
  ]);
  const said = new Set([...ofHelp, ...described, ...sentences()].filter(hasWords));
  expect(Object.keys(allWords).sort()).toEqual([...said].sort());
});

/** What a start or a command reaches before it has done what it was asked for. */
const reached =
  /^(access|config|tools|records\/data-folder|platform\/(db|files)|inference\/(models|environments)|web\/certificates)\/|^web\/pages-process\/socket-folder|^[^/]+$/;
/** What says that this program is wrong, and what stands within a sentence as the reason. */
const noSentences = [
  "HTTP {head.status}",
  "{path} of {repo} is not there in revision {revision.slice(0, 7)}",
  "The thread ended before its work was done.",
  "A transaction waited for something else than its own rows and was rolled back.",
  "The transaction is over.",
  "No transaction was begun.",
  "The transaction was rolled back before its end.",
  "There is no build of {worker}.",
];

it("says in sentences what stops a start or a command, so that they are known in Chinese", () => {
  // What begins with a small letter is a reason within a sentence.
  const plain = serverSources()
    .filter(({ name }) => reached.test(name))
    .flatMap(({ source }) => [...source.matchAll(/new Error\(\s*(["'`])([A-Z$].*?)\1/gs)])
    .map(([, , text = ""]) => text.replace(/\$\{/g, "{"));
  expect(plain.filter((text) => !noSentences.includes(text))).toEqual([]);
});

it("keeps the values of a sentence, and writes Chinese with full-width punctuation", () => {
  const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [text, chinese] of Object.entries(allWords)) expect(valuesIn(chinese), text).toEqual(valuesIn(text));
  const halfWidth = Object.values(allWords).filter((text) => /\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}/u.test(text));
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
  expect(() => program.parse(["user", "add", "x", "--role", "boss"], { from: "user" })).toThrow();
  expect(said).toEqual([
    "錯誤：沒有「usr」這個指令\n（是不是指「user」？）\n",
    "錯誤：必須指定選項「--user <name>」\n",
    "錯誤：選項「--role <role>」的值「boss」無效。可用的值：staff、qa、admin。\n",
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
  expect(say("{size} are free again.", values)).toBe("2 kB are free again.");
  vi.stubEnv("LC_ALL", "zh_TW.UTF-8");
  expect(say("{size} are free again.", values)).toBe("已釋出 2 kB。");
});

it("counts two columns for a Chinese character", () => {
  expect(displayWidth("用法：a")).toBe(7);
});
