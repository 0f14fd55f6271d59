import type { Argument, Command, Option } from "commander";
import type { CommandLanguage } from "./language";
import { chineseErrors, chineseWords } from "./zh-TW";

/** Makes a command's help and its complaints speak the language; English is what stands in the code. */
export function speak(command: Command, language: CommandLanguage): void {
  if (language === "en") return;
  command.description(inChinese(command.description()));
  for (const part of describedParts(command)) part.description = inChinese(part.description);
  command.helpOption("-h, --help", chineseWords["display help for command"]);
  if (command.commands.length > 0) command.helpCommand("help [command]", chineseWords["display help for command"]);
  command.configureHelp({ styleTitle: inChinese, displayWidth });
  command.configureOutput({ outputError: (text, write) => write(errorInChinese(text)) });
}

/** The arguments and options of a command that say what they are for. */
export function describedParts(command: Command): (Argument | Option)[] {
  return [...command.registeredArguments, ...command.options].filter(({ description }) => description !== "");
}

/** The text in Chinese; a test makes sure that there is one. */
const inChinese = (text: string) => chineseWords[text] ?? text;

/** Commander's complaints are sentences with a name in them. */
function errorInChinese(text: string): string {
  const said = chineseErrors.reduce((sofar, [pattern, chinese]) => sofar.replace(pattern, chinese), text);
  return said.replace(/(?<=可用的值：)[^。]*/, (values) => values.replaceAll(", ", "、"));
}

/** Chinese characters and full-width punctuation take two columns of a terminal. */
export function displayWidth(text: string): number {
  return [...text].reduce((width, character) => width + (isWide.test(character) ? 2 : 1), 0);
}

const isWide = /[\p{Script=Han}\u3000-\u303f\uff00-\uff60]/u;
